import { describe, expect, it } from 'vitest'
import { clockOffset, concernsOf, type ConcernInput } from './concerns.ts'

const NOW = 1_800_000_000_000
const DAY = 86_400_000
type Way = ConcernInput['ways'][number]

function way(given: Partial<Way>): Way {
  const address = given.address ?? '/srv/firm'
  return { seq: 1, kind: 'folder', address, shown: address, isAutomatic: true, triedAt: NOW, doneAt: NOW, problem: null, offsetMs: null, ...given }
}

const quiet: ConcernInput = { openLost: 0, faults: 0, renewedAt: null, ways: [way({})], now: NOW }

describe('concernsOf', () => {
  it('finds nothing where all is well', () => expect(concernsOf(quiet)).toEqual([]))

  it('names open conflicts, held bundles and a new name', () => {
    expect(concernsOf({ ...quiet, openLost: 2, faults: 1, renewedAt: NOW - 5 })).toEqual([
      { kind: 'renewed', n: NOW - 5, name: null },
      { kind: 'held', n: 1, name: null },
      { kind: 'conflicts', n: 2, name: null },
    ])
  })

  it('names a way that never worked at once, and one that is away for long while no other works', () => {
    const never = way({ doneAt: null, problem: 'way-unauthorized' })
    const away = way({ seq: 2, address: '/media/stick', shown: '/media/stick', doneAt: NOW - 2 * DAY, problem: 'way-unreachable' })
    expect(concernsOf({ ...quiet, ways: [never, away] }).map(({ name }) => name)).toEqual(['/srv/firm', '/media/stick'])
  })

  it('has patience with a way that is away while another works, and none with what is not automatic', () => {
    const away = way({ seq: 2, doneAt: NOW - 2 * DAY, problem: 'way-unreachable' })
    expect(concernsOf({ ...quiet, ways: [way({}), away] })).toEqual([])
    expect(concernsOf({ ...quiet, ways: [way({}), { ...away, doneAt: NOW - 8 * DAY }] })).toHaveLength(1)
    expect(concernsOf({ ...quiet, ways: [way({ isAutomatic: false, doneAt: null, problem: 'way-unreachable' })] })).toEqual([])
  })
})

describe('clockOffset', () => {
  const said = (...offsets: (number | null)[]): Way[] => offsets.map((offsetMs, seq) => way({ seq, offsetMs }))

  it('is what two ways agree on', () => {
    expect(clockOffset(said(600_000, 610_000), NOW)).toBe(605_000)
    expect(clockOffset(said(-3_600_000, null, -3_600_000), NOW)).toBe(-3_600_000)
    expect(clockOffset(said(600_000, 0, 610_000), NOW)).toBe(605_000)
  })

  it('is unknown when only one says so, when they differ, or when it is long ago', () => {
    expect(clockOffset(said(600_000), NOW)).toBe(null)
    expect(clockOffset(said(600_000, 0), NOW)).toBe(null)
    expect(clockOffset(said(600_000, -600_000), NOW)).toBe(null)
    expect(clockOffset(said(600_000, 610_000).map((one) => ({ ...one, doneAt: NOW - 2 * DAY })), NOW)).toBe(null)
  })

  it('lets small differences pass', () => expect(clockOffset(said(90_000, 95_000), NOW)).toBe(null))
})
