import type { TimelineEntry } from '#shared/contract/customers.contract.ts'

/** The entries of one day, newest first. */
export interface TimelineDay {
  readonly on: string
  readonly entries: readonly TimelineEntry[]
}

export interface GroupedTimeline {
  /** Next steps that are still to be done, the earliest (most overdue) first. */
  readonly open: readonly TimelineEntry[]
  /** What happened, by day, newest day first. */
  readonly days: readonly TimelineDay[]
}

/**
 * Puts open steps on top and the rest under their days.
 *
 * Edge    entries may come in any order and in several pages; a page boundary inside one day makes no second heading.
 */
export function groupTimeline(entries: readonly TimelineEntry[]): GroupedTimeline {
  const open = entries.filter((entry) => entry.isOpen).sort((a, b) => compare(a.on, b.on) || a.at - b.at)
  const days = new Map<string, TimelineEntry[]>()
  for (const entry of entries) {
    if (entry.isOpen) continue
    const day = days.get(entry.on)
    if (day) day.push(entry)
    else days.set(entry.on, [entry])
  }
  return {
    open,
    days: [...days]
      .sort(([a], [b]) => compare(b, a))
      .map(([on, ofDay]) => ({ on, entries: ofDay.sort((a, b) => b.at - a.at) })),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
