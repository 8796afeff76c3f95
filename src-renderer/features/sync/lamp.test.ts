import { describe, expect, it } from 'vitest'
import type { SyncStatus } from '#shared/contract/sync.contract.ts'
import { lampOf } from './lamp.ts'

const status: SyncStatus = { site: '00000000-0000-7000-8000-000000000001', waiting: 14, openLost: 2, lastMergeAt: 1_700_000_000_000, lamp: 'synced', sites: [] }

describe('lampOf', () => {
  it('is green with the time of the last merge when everything is known elsewhere', () => {
    expect(lampOf(status)).toEqual({ tone: 'good', labelKey: 'sync-page.lamp.synced', count: 0, at: 1_700_000_000_000 })
  })

  it('names no time when our changes were read by others but nothing was merged here', () => {
    expect(lampOf({ ...status, lastMergeAt: null })).toMatchObject({ tone: 'good', labelKey: 'sync-page.lamp.passed-on', at: null })
  })

  it('is grey with the number of steps that no other copy has', () => {
    expect(lampOf({ ...status, lamp: 'waiting' })).toMatchObject({ tone: 'idle', count: 14 })
  })

  it('is red while the conflict inbox has open entries', () => {
    expect(lampOf({ ...status, lamp: 'attention' })).toMatchObject({ tone: 'bad', count: 2 })
  })

  it('is never green for a copy that is alone', () => {
    expect(lampOf({ ...status, lamp: 'alone', waiting: 0 })).toMatchObject({ tone: 'idle' })
  })
})
