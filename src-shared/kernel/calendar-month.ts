/** Calendar months: `YYYY-MM` text, which compares and sorts as the months do. */

/** Gives the count of months since year 0, for arithmetic on months. */
export function toMonthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
}

/** The inverse of `toMonthNumber`. */
export function fromMonthNumber(count: number): string {
  const year = Math.floor(count / 12)
  return `${String(year).padStart(4, '0')}-${String(count - year * 12 + 1).padStart(2, '0')}`
}

export function addMonths(month: string, months: number): string {
  return fromMonthNumber(toMonthNumber(month) + months)
}

/** Gives `to - from` in months; negative when `to` is earlier. */
export function monthsBetween(from: string, to: string): number {
  return toMonthNumber(to) - toMonthNumber(from)
}

/** Gives every month from `from` to `to`, both included; empty when `to` is earlier. */
export function monthRange(from: string, to: string): string[] {
  const first = toMonthNumber(from)
  const count = toMonthNumber(to) - first + 1
  return Array.from({ length: Math.max(0, count) }, (_, i) => fromMonthNumber(first + i))
}

export function firstDayOfMonth(month: string): string {
  return `${month}-01`
}

export function lastDayOfMonth(month: string): string {
  return `${month}-${String(daysInMonth(month))}`
}

export function daysInMonth(month: string): number {
  const year = Number(month.slice(0, 4))
  const index = Number(month.slice(5, 7))
  if (index === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return index === 4 || index === 6 || index === 9 || index === 11 ? 30 : 31
}

/** Gives `YYYY-Qn` of a date or month. */
export function quarterOf(dateOrMonth: string): string {
  return `${dateOrMonth.slice(0, 4)}-Q${String(Math.ceil(Number(dateOrMonth.slice(5, 7)) / 3))}`
}

/** Moves a date by whole months; the 31st becomes the last day of a shorter month. */
export function addMonthsToDate(date: string, months: number): string {
  const month = addMonths(date.slice(0, 7), months)
  const day = Math.min(Number(date.slice(8, 10)), daysInMonth(month))
  return `${month}-${String(day).padStart(2, '0')}`
}
