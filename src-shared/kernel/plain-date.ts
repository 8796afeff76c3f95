/**
 * Business dates: `YYYY-MM-DD` text in the proleptic Gregorian calendar, without a time zone.
 * Text compares and sorts as the dates do.
 */

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/
const DAY_MS = 86_400_000

/** True for a date that exists: 2024-02-29 yes, 2023-02-29 and 2024-02-31 no. */
export function isPlainDate(text: string): boolean {
  const match = SHAPE.exec(text)
  if (!match) return false
  const days = toDayNumber(text)
  return fromDayNumber(days) === text
}

/** Gives whole days since 1970-01-01. The caller has checked that the date exists. */
export function toDayNumber(date: string): number {
  return Math.round(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY_MS)
}

/** The inverse of `toDayNumber`. */
export function fromDayNumber(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10)
}

export function addDays(date: string, days: number): string {
  return fromDayNumber(toDayNumber(date) + days)
}

/** Gives `to - from` in days; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return toDayNumber(to) - toDayNumber(from)
}

/** Gives the `YYYY-MM` month of a date. */
export function monthOf(date: string): string {
  return date.slice(0, 7)
}

/** Gives the local calendar day of an instant. Units: `unixMs` UTC ms; `timeZone` an IANA name, default the machine's. */
export function dateOfInstant(unixMs: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(unixMs)
}
