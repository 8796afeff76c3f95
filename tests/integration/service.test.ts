import { isDefinedError, safe } from '@orpc/client'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectService } from '../helpers/connect-service.ts'
import { setupDirectory } from '../helpers/setup-workspace.ts'

const place = { employee: '王经理', role: 'manager' as const, unitPath: '总部' }

describe('the service over a port', () => {
  it('answers without a workspace, and says so where one is needed', async () => {
    const { client } = await connectService(null)
    expect(await client.workspace.status()).toBeNull()
    const { error } = await safe(client.workspace.backups())
    expect(error && 'code' in error ? error.code : null).toBe('NO_WORKSPACE')
  })

  it('founds a firm, tells who works in it, and lets another join', async () => {
    const { client } = await connectService(null)
    const directory = join(setupDirectory(), 'head-office')
    const status = await client.workspace.found({ ...place, directory, firm: '江海泵阀', currency: 'CNY' })
    expect(status).toMatchObject({ firm: { name: '江海泵阀', currency: 'CNY' }, employee: { name: '王经理' }, orgUnit: { name: '总部' } })

    const joined = await client.workspace.join({ directory: join(setupDirectory(), 'rep'), employee: '李四', role: 'rep', joinFile: join(directory, 'firm.join') })
    expect(joined.firm.id).toBe(status.firm.id)
    expect(joined.site).not.toBe(status.site)
  })

  it('refuses a second firm in the same folder with what is wrong and where', async () => {
    const { client } = await connectService(null)
    const directory = join(setupDirectory(), 'head-office')
    await client.workspace.found({ ...place, directory, firm: '甲', currency: 'CNY' })
    const { error } = await safe(client.workspace.found({ ...place, directory, firm: '乙', currency: 'CNY' }))
    if (!isDefinedError(error) || error.code !== 'REFUSED') throw new Error(`expected a refusal, got ${String(error)}`)
    expect(error.data.problems).toEqual([{ field: null, kind: 'directory-not-empty', values: { path: directory } }])
  })

  it('refuses input of the wrong shape before anything runs', async () => {
    const { client } = await connectService(null)
    const directory = join(setupDirectory(), 'head-office')
    const { error } = await safe(client.workspace.found({ ...place, directory, firm: '', currency: 'yuan' }))
    expect(error && 'code' in error ? error.code : null).toBe('BAD_REQUEST')
    expect(existsSync(directory)).toBe(false)
  })

  it('keeps the open workspace when another cannot be opened', async () => {
    const { client } = await connectService(null)
    const directory = join(setupDirectory(), 'head-office')
    await client.workspace.found({ ...place, directory, firm: '甲', currency: 'CNY' })
    const { error } = await safe(client.workspace.open({ directory: setupDirectory() }))
    expect(error && 'code' in error ? error.code : null).toBe('REFUSED')
    expect((await client.workspace.status())?.directory).toBe(directory)
  })

  it('says after a commit which tables changed', async () => {
    const { client } = await connectService(null)
    await client.workspace.found({ ...place, directory: join(setupDirectory(), 'head-office'), firm: '甲', currency: 'CNY' })
    const changes = await client.events.changes()
    const first = changes.next()
    const save = client.organisation.saveUnit({ name: '华东', parentId: null })
    const event = await first
    expect(event.done ? [] : event.value.tables).toContain('org_unit')
    await save
    await changes.return?.()
  })

  it('rejects a call that is under way when the port closes', async () => {
    const { client, cut } = await connectService(null)
    const waiting = client.events.changes().then(async (changes) => changes.next())
    await client.workspace.status()
    cut()
    await expect(waiting).rejects.toThrow()
  })
})
