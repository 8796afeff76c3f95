import { describe, expect, it } from 'vitest'
import { createCustomer } from '#service/features/customers/public.ts'
import { runCli } from '../helpers/cli-process.ts'
import { setupWorkspace } from '../helpers/setup-workspace.ts'

function setupDoubles(): string {
  const { workspace, directory } = setupWorkspace()
  createCustomer(workspace, { name: '苏州恒达机械有限公司', code: 'C-1', phone: '0512-66668888' })
  createCustomer(workspace, { name: '蘇州市恆達機械', phone: '+86 512 6666 8888' })
  createCustomer(workspace, { name: '恒达机械股份有限公司' })
  createCustomer(workspace, { name: '无锡恒达机械有限公司' })
  workspace.close()
  return directory
}

describe('tributary duplicates', () => {
  it('lists pairs with their reasons, and those worth a look on request', async () => {
    const directory = setupDoubles()
    const plain = await runCli(['duplicates', directory])
    expect(plain).toMatchObject({ code: 0, err: 'Pairs of customers that may be one: 1\n' })
    expect(plain.out).toBe('strong\t0.99\tC-1 苏州恒达机械有限公司\t蘇州市恆達機械\tname, phone 051266668888\n')
    const json: unknown = JSON.parse((await runCli(['duplicates', directory, '--possible', '--json'])).out)
    expect(json).toMatchObject({ count: 4, pairs: [{ certainty: 'strong', reasons: [{ kind: 'name', value: '' }, { kind: 'phone', value: '051266668888' }] }, { certainty: 'possible' }, { certainty: 'possible' }, { certainty: 'possible' }] })
  })

  it('says how it is called', async () => {
    expect(await runCli(['duplicates'])).toMatchObject({ code: 2, out: '' })
  })
})
