import { daysInMonth } from '#shared/kernel/calendar-month.ts'
import { toDayNumber } from '#shared/kernel/plain-date.ts'

/** Exceptions to Monday-Friday by date: public holidays and made-up days. */
export type CalendarExceptions = ReadonlyMap<string, 'work' | 'rest'>

export function isWorkday(date: string, exceptions: CalendarExceptions): boolean {
  const exception = exceptions.get(date)
  if (exception) return exception === 'work'
  // 1970-01-01 was a Thursday.
  const weekday = (((toDayNumber(date) + 3) % 7) + 7) % 7
  return weekday < 5
}

/**
 * Gives the part (0..1) of a month's working days that has passed when `date` is over.
 *
 * Edge    1 for past months and 0 for coming ones; a month without working days goes by calendar days.
 */
export function elapsedShare(month: string, date: string, exceptions: CalendarExceptions): number {
  const current = date.slice(0, 7)
  if (month !== current) return month < current ? 1 : 0
  const days = Array.from({ length: daysInMonth(month) }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`)
  const working = days.filter((day) => isWorkday(day, exceptions))
  const counted = working.length > 0 ? working : days
  return counted.filter((day) => day <= date).length / counted.length
}
