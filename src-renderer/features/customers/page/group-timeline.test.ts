import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '#shared/contract/customers.contract.ts'
import { groupTimeline } from './group-timeline.ts'

function entry(fields: Partial<TimelineEntry>): TimelineEntry {
  return {
    kind: 'activity', id: 'a', on: '2025-03-08', at: 0, title: '', detail: null, text: null, amountMinor: null, by: null,
    isOpen: false, contacts: [], ...fields,
  }
}

describe('groupTimeline', () => {
  it('puts open steps apart, the most overdue first', () => {
    const grouped = groupTimeline([
      entry({ id: 'late', on: '2025-03-01', isOpen: true }),
      entry({ id: 'later', on: '2025-04-01', isOpen: true }),
      entry({ id: 'overdue', on: '2025-02-01', isOpen: true }),
    ])
    expect(grouped.open.map((step) => step.id)).toEqual(['overdue', 'late', 'later'])
    expect(grouped.days).toEqual([])
  })

  it('heads each day once and sorts inside a day by time, newest first', () => {
    const grouped = groupTimeline([
      entry({ id: '1', on: '2025-03-08', at: 1 }),
      entry({ id: '2', on: '2025-03-09', at: 5 }),
      entry({ id: '3', on: '2025-03-08', at: 3 }),
    ])
    expect(grouped.days.map((day) => [day.on, day.entries.map((one) => one.id)])).toEqual([
      ['2025-03-09', ['2']],
      ['2025-03-08', ['3', '1']],
    ])
  })

  it('neither loses nor doubles an entry', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2025-03-${String(n).padStart(2, '0')}`)
    const any = fc.record({ id: fc.uuid(), on: day, at: fc.nat(), isOpen: fc.boolean() }).map((fields) => entry(fields))
    fc.assert(
      fc.property(fc.array(any), (entries) => {
        const grouped = groupTimeline(entries)
        const all = [...grouped.open, ...grouped.days.flatMap((one) => one.entries)]
        expect(all.map((one) => one.id).sort()).toEqual(entries.map((one) => one.id).sort())
        expect(new Set(grouped.days.map((one) => one.on)).size).toBe(grouped.days.length)
      }),
    )
  })
})
