import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectService } from '../helpers/connect-service.ts'
import { setupDirectory } from '../helpers/setup-workspace.ts'

async function setupHost() {
  const { client } = await connectService(null)
  await client.workspace.found({ directory: join(setupDirectory(), 'host'), firm: '测试企业', employee: '王经理', role: 'manager' })
  const rep = await client.organisation.saveEmployee({ fields: { name: '李雷', role: 'rep', orgUnitId: null } })
  return { client, rep }
}

/** The port that a code is asked for at, on this computer. */
function localAddress({ addresses }: { readonly addresses: readonly string[] }): string {
  return `127.0.0.1:${/:(\d+)$/.exec(addresses[0] ?? ':0')?.[1] ?? ''}`
}

describe('pairing over the service', () => {
  it('lets one person join by code, and tells the host', async () => {
    const { client, rep } = await setupHost()
    expect(await client.syncJoin.pairing()).toBeNull()
    const pairing = await client.syncJoin.openPairing({ employeeId: rep.id })
    expect(pairing).toMatchObject({ name: '李雷', role: 'rep', outcome: 'open', triesLeft: 5 })
    expect(pairing.code).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/)

    const guest = await connectService(null)
    const directory = join(setupDirectory(), 'guest')
    const status = await guest.client.syncJoin.joinByCode({ code: pairing.code.toLowerCase(), address: localAddress(pairing), directory })
    expect(status).toMatchObject({ directory, employee: { id: rep.id, name: '李雷' }, role: 'rep', firm: { name: '测试企业' } })
    expect(await client.syncJoin.pairing()).toMatchObject({ outcome: 'used' })
    expect(await guest.client.syncJoin.pairing()).toBeNull()
  })

  it('says why nobody joins, makes nothing, and leaves the code as it is for what is no try', async () => {
    const { client, rep } = await setupHost()
    const pairing = await client.syncJoin.openPairing({ employeeId: rep.id })
    const guest = await connectService(null)
    const directory = join(setupDirectory(), 'guest')
    const attempt = (code: string, at = directory) => guest.client.syncJoin.joinByCode({ code, address: localAddress(pairing), directory: at }).catch((error: unknown) => error)
    const wrongToken = pairing.code.slice(0, -1) + (pairing.code.endsWith('0') ? '1' : '0')
    const wrongPin = (pairing.code.startsWith('0') ? '1' : '0') + pairing.code.slice(1)
    expect(await attempt(wrongToken)).toMatchObject({ data: { problems: [{ kind: 'pairing-code-wrong', values: { tries: 4 } }] } })
    expect(await attempt(wrongPin)).toMatchObject({ data: { problems: [{ kind: 'pairing-other-computer' }] } })
    expect(await attempt('0123')).toMatchObject({ data: { problems: [{ field: 'code', kind: 'code-malformed' }] } })
    const hostDirectory = (await client.workspace.status())?.directory ?? ''
    expect(await attempt(pairing.code, hostDirectory)).toMatchObject({ data: { problems: [{ kind: 'directory-not-empty' }] } })
    expect(await client.syncJoin.pairing()).toMatchObject({ outcome: 'open', triesLeft: 4 })
    await client.syncJoin.closePairing()
    expect(await attempt(pairing.code)).toMatchObject({ data: { problems: [{ kind: 'pairing-code-void' }] } })
    expect(await guest.client.workspace.status()).toBeNull()
  })
})
