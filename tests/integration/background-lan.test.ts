import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type Client, connectService } from '../helpers/connect-service.ts'
import { setupCopy, setupDirectory, setupWorkspace } from '../helpers/setup-workspace.ts'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The services of a manager and of a rep who joined with the firm's file. */
async function setupTwo(): Promise<{ readonly boss: Client; readonly rep: Client; readonly closeBoss: () => Promise<void>; readonly bossDirectory: string }> {
  const manager = setupWorkspace({ now: Date.now() })
  const li = setupCopy(manager, { employee: '李销售', seed: 2, now: Date.now() })
  manager.workspace.close()
  li.workspace.close()
  const { client: boss, close } = await connectService(manager.directory)
  const { client: rep } = await connectService(li.directory)
  return { boss, rep, closeBoss: close, bossDirectory: manager.directory }
}

async function namesOf(client: Client): Promise<string[]> {
  const { rows } = await client.customers.list({ offset: 0, limit: 50 })
  return rows.map(({ name }) => name).sort()
}

const soon = { timeout: 45_000, interval: 200 }

describe('a copy that listens', () => {
  it('exchanges with whoever connects, both ways, and listens again after a restart', async () => {
    const { boss, rep, closeBoss, bossDirectory } = await setupTwo()
    const port = await freePort()
    await boss.syncLan.listen({ port })
    expect(await boss.syncLan.status()).toMatchObject({ isWanted: true, port })
    await rep.syncWays.add({ kind: 'lan', address: `127.0.0.1:${String(port)}` })
    const { id } = await rep.customers.create({ name: '常州电机' })
    await expect.poll(() => namesOf(boss), soon).toEqual(['常州电机'])
    await boss.customers.update({ id, fields: { name: '常州电机厂' } })
    await expect.poll(() => namesOf(rep), soon).toEqual(['常州电机厂'])
    await closeBoss()
    const { client: again } = await connectService(bossDirectory)
    await expect.poll(async () => (await again.syncLan.status()).port, soon).toBe(port)
    await again.syncLan.silence()
    expect(await again.syncLan.status()).toMatchObject({ isWanted: false, port: null })
  })

  it('is told that a port is taken', async () => {
    const { boss, rep } = await setupTwo()
    const port = await freePort()
    await boss.syncLan.listen({ port })
    await expect(rep.syncLan.listen({ port })).rejects.toMatchObject({ data: { problems: [{ kind: 'lan-port-taken' }] } })
    expect((await rep.syncLan.status()).isWanted).toBe(false)
  })
})

describe('the devices of a firm', () => {
  it('are listed once they have met, and one that is revoked brings nothing any more', async () => {
    const folder = setupDirectory()
    const { boss, rep } = await setupTwo()
    await boss.syncWays.add({ kind: 'folder', address: folder })
    await rep.syncWays.add({ kind: 'folder', address: folder })
    await rep.customers.create({ name: '常州电机' })
    await expect.poll(() => namesOf(boss), soon).toEqual(['常州电机'])
    const { rows, mayRevoke } = await boss.syncDevices.list()
    expect(mayRevoke).toBe(true)
    expect(rows).toMatchObject([{ isOwn: true, isWhole: true }, { employee: { name: '李销售' }, isOwn: false, revokedAt: null }])
    expect((await rep.syncDevices.list()).mayRevoke).toBe(false)
    await boss.syncDevices.revoke({ device: rows[1]?.device ?? '' })
    await rep.customers.create({ name: '偷来的电脑写的' })
    await expect.poll(async () => (await boss.syncHeld.list()).rows, soon).toMatchObject([{ reason: 'revoked', needsSomebody: false, author: '李销售' }])
    expect(await namesOf(boss)).toEqual(['常州电机'])
    expect((await boss.sync.status()).concerns).toEqual([])
  })
})
