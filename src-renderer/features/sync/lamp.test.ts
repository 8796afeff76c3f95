import { describe, expect, it } from 'vitest'
import type { SyncStatus } from '#shared/contract/sync.contract.ts'
import { lampOf } from './lamp.ts'

const status: SyncStatus = {
  site: '00000000-0000-7000-8000-000000000001', waiting: 14, openLost: 2, lastMergeAt: 1_700_000_000_000, lamp: 'synced', concerns: [], ways: 1, held: 0, sites: [],
}

describe('lampOf', () => {
  it('is green with the time of the last meeting when everything is known elsewhere', () => {
    expect(lampOf(status)).toMatchObject({ tone: 'good', labelKey: 'sync-page.lamp.synced', count: 0, at: 1_700_000_000_000 })
  })

  it('names no time when our changes were read by others but nothing was merged here', () => {
    expect(lampOf({ ...status, lastMergeAt: null })).toMatchObject({ tone: 'good', labelKey: 'sync-page.lamp.passed-on', at: null })
  })

  it('is grey with the number of steps that no other copy has, or without one where only passing on is left', () => {
    expect(lampOf({ ...status, lamp: 'waiting' })).toMatchObject({ tone: 'idle', labelKey: 'sync-page.lamp.waiting', count: 14 })
    expect(lampOf({ ...status, lamp: 'waiting', waiting: 0 })).toMatchObject({ tone: 'idle', labelKey: 'sync-page.lamp.waiting-some' })
  })

  it.each(['conflicts', 'held', 'renewed', 'clock', 'way-failing'] as const)('is red and says why (%s)', (kind) => {
    const concern = { kind, n: 2, name: 'E:' }
    expect(lampOf({ ...status, lamp: 'attention', concerns: [concern] })).toMatchObject({ tone: 'bad', labelKey: `sync-page.concern.${kind}`, count: 2, concern })
  })

  it('is never green for a copy that is alone', () => {
    expect(lampOf({ ...status, lamp: 'alone', waiting: 0 })).toMatchObject({ tone: 'idle' })
  })
})
