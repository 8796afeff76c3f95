import { addMonthsToDate, firstDayOfMonth, lastDayOfMonth, monthRange } from '#shared/kernel/calendar-month.ts'
import { addDays, daysBetween, monthOf } from '#shared/kernel/plain-date.ts'

/** Data whose newest order is older than this is history: its own end, not today, is the date to look back from. */
const STALE_AFTER_DAYS = 62

export interface AsOf {
  readonly date: string
  readonly reason: 'given' | 'today' | 'newest-order'
}

/**
 * Chooses the one date from which a model looks back.
 *
 * Edge    a given date always wins; data older than 62 days is judged from its newest order; no data gives today.
 */
export function chooseAsOf(given: string | undefined, today: string, newestOrder: string | null): AsOf {
  if (given !== undefined) return { date: given, reason: 'given' }
  if (newestOrder !== null && daysBetween(newestOrder, today) > STALE_AFTER_DAYS) {
    return { date: newestOrder, reason: 'newest-order' }
  }
  return { date: today, reason: 'today' }
}

export interface Period {
  readonly from: string
  readonly to: string
}

export interface PeriodMonth {
  readonly month: string
  /** The period or the as-of date cuts the month: its sum is shown, but never fitted or compared. */
  readonly partial: boolean
}

/** Gives the months that a period touches, each marked when the period does not cover it to its last day. */
export function periodMonths(period: Period): PeriodMonth[] {
  if (period.to < period.from) return []
  return monthRange(monthOf(period.from), monthOf(period.to)).map((month) => ({
    month,
    partial: firstDayOfMonth(month) < period.from || lastDayOfMonth(month) > period.to,
  }))
}

/**
 * Gives the period to compare with: the same days a year earlier when the period is at most a year long,
 * else the days directly before it, equally many.
 */
export function periodBefore(period: Period): Period {
  const days = daysBetween(period.from, period.to) + 1
  if (days <= 366) {
    const to = addMonthsToDate(period.to, -12)
    // The end of a month stays the end of a month: 28 February 2023 compares with 29 February 2024's whole month.
    const endsMonth = lastDayOfMonth(monthOf(period.to)) === period.to
    return { from: addMonthsToDate(period.from, -12), to: endsMonth ? lastDayOfMonth(monthOf(to)) : to }
  }
  return { from: addDays(period.from, -days), to: addDays(period.from, -1) }
}
