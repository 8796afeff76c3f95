import { implement } from '@orpc/server'
import { contract } from '#shared/contract/index.ts'
import type { SyncStatus } from '#shared/contract/sync.contract.ts'

const os = implement(contract)
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const hex = (n: number): string => n.toString(16).padStart(2, '0').repeat(16)
const HOUR = 3_600_000
const now = Date.now()
const isBad = new URLSearchParams(window.location.search).has('bad')
const isNew = new URLSearchParams(window.location.search).has('new')

const quiet: SyncStatus = { site: id(1), waiting: 0, openLost: 0, lastMergeAt: now - 5 * 60_000, lamp: 'synced', concerns: [], ways: 3, held: 1, sites: [] }

/** A made-up state of sync: `?bad` with everything that can be wrong, `?new` before anything is set up. */
export const syncPreview = {
  sync: {
    status: os.sync.status.handler(() => {
      if (isNew) return { ...quiet, lastMergeAt: null, lamp: 'alone' as const, ways: 0, held: 0 }
      const sites = ['李雷', '韩梅梅', '赵敏'].map((name, n) => ({
        site: id(60 + n), employee: { id: id(50 + n), name }, changedAt: now - (n * 9 * 24 + 2) * HOUR, readAt: n === 1 ? null : now - n * 200 * HOUR,
        missingSteps: n === 1 ? null : n * 3, seenAt: now - n * 240 * HOUR, version: n === 2 ? ('newer' as const) : ('same' as const), aheadMinutes: n === 1 ? 61 : null,
      }))
      if (!isBad) return { ...quiet, sites }
      const concerns = [
        { kind: 'clock' as const, n: -3_720_000, name: null },
        { kind: 'renewed' as const, n: now - 3 * HOUR, name: null },
        { kind: 'held' as const, n: 2, name: null },
        { kind: 'conflicts' as const, n: 3, name: null },
        { kind: 'way-failing' as const, n: 0, name: 'https://nas.example/sales/' },
      ]
      return { ...quiet, lamp: 'attention' as const, waiting: 14, openLost: 3, held: 4, concerns, sites }
    }),
    merges: os.sync.merges.handler(() => ({ rows: [], total: 0 })),
    lost: { list: os.sync.lost.list.handler(() => ({ rows: [], total: 0 })) },
  },
  syncWays: {
    list: os.syncWays.list.handler(() => {
      if (isNew) return []
      const way = { isAutomatic: true, triedAt: now, doneAt: now - 5 * 60_000, problem: null, offsetMs: null, isRunning: false, retryAt: null }
      return [
        { ...way, seq: 1, kind: 'lan' as const, address: 'boss-pc:47100', offsetMs: isBad ? -3_720_000 : 900 },
        { ...way, seq: 2, kind: 'folder' as const, address: '//nas/sales/百川', isRunning: !isBad },
        isBad
          ? { ...way, seq: 3, kind: 'webdav' as const, address: 'https://nas.example/sales/', doneAt: null, problem: { field: null, kind: 'way-unauthorized', values: { way: 'https://nas.example/sales/' } }, retryAt: now + 120_000 }
          : { ...way, seq: 3, kind: 'hub' as const, address: 'https://hub.example', isAutomatic: false, doneAt: null, triedAt: null },
      ]
    }),
  },
  syncLan: {
    status: os.syncLan.status.handler(() => {
      if (isNew) return { isWanted: false, port: null, addresses: [], discovery: 'off' as const, peers: [] }
      const peers = [{ device: hex(7), person: '李雷', address: '192.168.1.21:47100', isSetUp: false }, { device: hex(8), person: null, address: '192.168.1.30:47100', isSetUp: true }]
      return { isWanted: true, port: 47_100, addresses: ['192.168.1.5:47100', '[fd00::2]:47100'], discovery: 'on' as const, peers }
    }),
    look: os.syncLan.look.handler(() => undefined),
  },
  syncHeld: {
    list: os.syncHeld.list.handler(() => {
      const reasons = isBad ? (['right', 'fork', 'gap', 'key'] as const) : (['gap'] as const)
      const rows = reasons.map((reason, n) => ({
        seq: n, reason, needsSomebody: n < 2, canAccept: reason === 'right', site: id(60 + n), author: n === 3 ? null : '李雷',
        scope: n === 1 ? { kind: 'firm' as const, name: null } : { kind: 'rep' as const, name: '李雷' }, n: 14 + n, count: 3 + n * 40, at: now - n * 30 * HOUR,
      }))
      return { rows: isNew ? [] : rows, total: isNew ? 0 : rows.length }
    }),
  },
  syncDevices: {
    list: os.syncDevices.list.handler(() => {
      const rows = ['陈思远', '李雷', '韩梅梅', '赵敏'].map((name, n) => ({
        device: hex(10 + n), employee: { id: id(48 + n), name }, role: n === 0 ? 'manager' : 'rep', isAdmin: n === 0, isWhole: n === 0,
        scopes: n === 0 ? [] : [{ kind: 'rep' as const, name }], notAfter: now + 300 * 24 * HOUR, revokedAt: n === 3 ? now - 26 * HOUR : null, seenAt: n === 0 ? null : now - n * 30 * HOUR, isOwn: n === 0,
      }))
      return { rows: isNew ? [] : rows, mayRevoke: true }
    }),
  },
}
