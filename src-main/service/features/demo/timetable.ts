import { addDays } from '#shared/kernel/plain-date.ts'
import { MONTHS } from './scale.ts'

export interface DemoMonth {
  /** 0 … MONTHS; the last one is running. */
  readonly index: number
  /** `YYYY-MM`. */
  readonly month: string
  readonly calendarMonth: number
  /** Nothing happens after this day: the end of the month, or today. */
  readonly lastDay: string
}

/** Gives the months of the demo, the oldest first, ending with the one that `today` lies in. */
export function timetable(today: string): DemoMonth[] {
  const year = Number(today.slice(0, 4))
  const month = Number(today.slice(5, 7)) - 1
  return Array.from({ length: MONTHS + 1 }, (_, index) => {
    const first = new Date(Date.UTC(year, month - MONTHS + index, 1)).toISOString().slice(0, 10)
    const next = new Date(Date.UTC(year, month - MONTHS + index + 1, 1)).toISOString().slice(0, 10)
    return { index, month: first.slice(0, 7), calendarMonth: Number(first.slice(5, 7)), lastDay: index === MONTHS ? today : addDays(next, -1) }
  })
}

export function dayOf(month: DemoMonth, day: number): string {
  return `${month.month}-${String(day).padStart(2, '0')}`
}

/** UTC ms of a working hour on a day in China. */
export function momentOf(day: string, hour: number): number {
  return Date.parse(`${day}T00:00:00Z`) + (hour - 8) * 3_600_000
}
