import type * as z from 'zod'
import type { CalendarDay } from '#shared/contract/organisation.contract.ts'
import { daysInMonth } from '#shared/kernel/calendar-month.ts'
import { toDayNumber } from '#shared/kernel/plain-date.ts'

export type CalendarException = z.infer<typeof CalendarDay>
export type DayKind = CalendarException['kind']

export interface DayCell {
  readonly day: string
  readonly date: number
  /** What the day is in the end: its exception, else what its weekday is. */
  readonly kind: DayKind
  /** Differs from its weekday by an entry in the calendar. */
  readonly isException: boolean
  readonly name: string | null
}

export interface CalendarMonth {
  readonly month: string
  /** Rows of seven, Monday first; null before the first and after the last day. */
  readonly weeks: readonly (readonly (DayCell | null)[])[]
  readonly workingDays: number
}

/**
 * Lays out a year: Monday to Friday are working days unless an exception says otherwise.
 *
 * Edge    an exception that says what the weekday says anyway is kept as one, since it may carry a name.
 */
export function calendarYear(year: number, exceptions: readonly CalendarException[]): CalendarMonth[] {
  const byDay = new Map(exceptions.map((exception) => [exception.day, exception]))
  return Array.from({ length: 12 }, (_, index) => {
    const month = `${String(year).padStart(4, '0')}-${String(index + 1).padStart(2, '0')}`
    const cells = Array.from({ length: daysInMonth(month) }, (_, day) => dayCell(month, day + 1, byDay))
    return { month, weeks: weeksOf(cells), workingDays: cells.filter((cell) => cell.kind === 'work').length }
  })
}

/** Gives what the weekday alone makes of a day. */
export function weekdayKind(day: string): DayKind {
  return mondayIndex(day) < 5 ? 'work' : 'rest'
}

/** Gives what to write so that a day becomes `kind`: `normal` where its weekday says so already. */
export function kindToWrite(day: string, kind: DayKind, name: string | null): DayKind | 'normal' {
  return name === null && weekdayKind(day) === kind ? 'normal' : kind
}

/** Monday is 0. */
function mondayIndex(day: string): number {
  // 1970-01-01 was a Thursday.
  return (((toDayNumber(day) + 3) % 7) + 7) % 7
}

function dayCell(month: string, date: number, byDay: ReadonlyMap<string, CalendarException>): DayCell {
  const day = `${month}-${String(date).padStart(2, '0')}`
  const exception = byDay.get(day)
  return { day, date, kind: exception?.kind ?? weekdayKind(day), isException: exception !== undefined, name: exception?.name ?? null }
}

function weeksOf(cells: readonly DayCell[]): (DayCell | null)[][] {
  const first = cells[0]
  if (!first) return []
  const padded: (DayCell | null)[] = [...Array.from({ length: mondayIndex(first.day) }, () => null), ...cells]
  while (padded.length % 7 !== 0) padded.push(null)
  return Array.from({ length: padded.length / 7 }, (_, week) => padded.slice(week * 7, week * 7 + 7))
}
