import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openWorkspace, type Workspace } from '#service/db/workspace.ts'
import { saveEmployee } from '#service/features/organisation/organisation.commands.ts'
import { silentLogger } from '#service/ports/logger.ts'
import { exchangeOver } from '#service/sync/exchange/exchange-over.ts'
import { localCopy } from '#service/sync/exchange/local-copy.ts'
import { keepExchanging } from '#service/sync/exchange/keep-exchanging.ts'
import { serveBrought } from '#service/sync/exchange/serve-brought.ts'
import { WayLoop } from '#service/sync/exchange/way-loop.ts'
import { workspaceRelay, type WorkspaceRelay } from '#service/sync/exchange/workspace-relay.ts'
import { broughtBundles } from '#service/sync/chain/held.ts'
import { revokeDevice } from '#service/sync/chain/devices.ts'
import type { Identity } from '#service/sync/identity/identity.ts'
import { lanOfWorkspace } from '#service/sync/lan/lan-of-workspace.ts'
import { setupCopy, setupWorkspace } from '../helpers/setup-workspace.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function identityOf({ identity }: Workspace): Identity {
  if (!identity) throw new Error('a workspace without keys')
  return identity
}

/** A workspace that listens; `merge` takes in what others brought, as the service does by itself. */
async function listening(workspace: Workspace): Promise<{ readonly address: string; readonly relay: WorkspaceRelay; merge(): Promise<void> }> {
  const identity = identityOf(workspace)
  const copy = localCopy(workspace, identity)
  const relay = workspaceRelay(workspace, identity, { asWriter: (work) => Promise.resolve(work()), onBrought: () => undefined })
  const presence = lanOfWorkspace(workspace, identity, { relay, logger: silentLogger, changed: () => undefined })
  closing.push(() => presence.close())
  const port = await presence.listen([0])
  return {
    address: `127.0.0.1:${String(port)}`,
    relay,
    async merge() {
      await copy.receive([])
      await copy.seal()
      relay.announce()
    },
  }
}

function exchangeWith(workspace: Workspace, address: string) {
  const copy = localCopy(workspace, identityOf(workspace))
  return exchangeOver(workspace, { kind: 'lan', address }, { copy, signal: new AbortController().signal, report: { progress: () => undefined } })
}

function names({ db }: Workspace): string[] {
  return db.prepare<[], string>('SELECT name FROM employee ORDER BY name').pluck().all()
}

describe('two copies in one office', () => {
  it('exchange both ways over the connection that one of them opens', async () => {
    const host = setupWorkspace({ unitPath: null })
    const guest = setupCopy(host, { employee: '赵敏', role: 'manager' })
    saveEmployee(host.workspace, { fields: { name: '李雷', role: 'rep', orgUnitId: null } })
    saveEmployee(guest.workspace, { fields: { name: '韩梅梅', role: 'rep', orgUnitId: null } })
    const { address, merge } = await listening(host.workspace)
    // first it makes itself known; the other one answers with its own
    for (let round = 0; round < 3; round++) {
      await exchangeWith(guest.workspace, address)
      await merge()
    }
    expect(names(guest.workspace)).toEqual(names(host.workspace))
    expect(names(host.workspace)).toEqual(expect.arrayContaining(['李雷', '韩梅梅', '赵敏']))
  })

  it('refuse each other once one was revoked', async () => {
    const host = setupWorkspace({ unitPath: null })
    const guest = setupCopy(host, { employee: '赵敏', role: 'manager' })
    const { address, merge } = await listening(host.workspace)
    await exchangeWith(guest.workspace, address)
    await merge()
    revokeDevice(host.workspace.db, identityOf(guest.workspace).deviceKey.device, [], 0)
    await expect(exchangeWith(guest.workspace, address)).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('go on when the one that listens was put back: it takes what it had said itself from the other, and a new name', async () => {
    const host = setupWorkspace({ unitPath: null })
    const guest = setupCopy(host, { employee: '赵敏', role: 'manager' })
    const before = await listening(host.workspace)
    await exchangeWith(guest.workspace, before.address)
    await before.merge()
    await exchangeWith(guest.workspace, before.address)
    host.workspace.db.pragma('wal_checkpoint(TRUNCATE)')
    const file = join(host.directory, 'tributary.db')
    const earlier = readFileSync(file)
    saveEmployee(host.workspace, { fields: { name: '李雷', role: 'rep', orgUnitId: null } })
    await before.merge()
    await exchangeWith(guest.workspace, before.address)
    const oldSite = Buffer.from(host.workspace.site)
    host.workspace.close()
    // the content alone, so that nothing about the file tells
    writeFileSync(file, earlier)

    const back = openWorkspace(host.directory, { clock: host.clock })
    const loop = new WayLoop()
    try {
      const { address, relay } = await listening(back)
      loop.run((running) => {
        const copy = localCopy(back, identityOf(back))
        return serveBrought({ db: back.db, copy, loop: running, announce: relay.announce, onMerged: () => undefined }).catch(() => undefined)
      })
      await exchangeWith(guest.workspace, address)
      loop.wake()
      await vi.waitFor(() => expect(names(back)).toContain('李雷'), { timeout: 20_000 })
      expect(oldSite.equals(back.site)).toBe(false)
      expect(broughtBundles(back.db)).toEqual([])
    } finally {
      await loop.stop()
      back.close()
    }
  })
})

describe('a way that is kept', () => {
  it('says hello once for many exchanges', async () => {
    const host = setupWorkspace({ unitPath: null })
    const guest = setupCopy(host, { employee: '赵敏', role: 'manager' })
    const { address, relay } = await listening(host.workspace)
    const admit = vi.spyOn(relay.store, 'admit')
    const stop = new AbortController()
    const copy = localCopy(guest.workspace, identityOf(guest.workspace))
    let done = 0
    await keepExchanging(guest.workspace, { kind: 'lan', address }, {
      copy, signal: stop.signal, report: { progress: () => undefined },
      written: () => Promise.resolve(),
      onDone: () => void (++done === 5 && stop.abort()),
      onProblem: (problem) => {
        throw problem
      },
    })
    expect([done, admit.mock.calls.length]).toEqual([5, 1])
  })
})
