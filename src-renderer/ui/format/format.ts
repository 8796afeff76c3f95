import { daysBetween } from '#shared/kernel/plain-date.ts'
import { minorDigits, toMajor } from '#shared/kernel/money.ts'

/**
 * How an amount is written: `full` with symbol and decimals, `plain` without symbol (tables, where the head names the currency),
 * `short` in 万/亿 (K/M in English) with symbol, `whole` with symbol but no decimals.
 */
export type MoneyStyle = 'full' | 'plain' | 'short' | 'whole'

/** Writes an amount of minor units. Edge: null gives an en dash, so that "unknown" never looks like zero. */
export function formatMoney(minor: number | null | undefined, currency: string, locale: string, style: MoneyStyle = 'full'): string {
  if (minor === null || minor === undefined) return '–'
  const major = toMajor(minor, currency)
  if (style === 'plain') {
    const digits = minorDigits(currency)
    return numberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(major)
  }
  const symbol = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  if (style === 'short') return numberFormat(locale, { ...symbol, ...shortOptions(major) }).format(major)
  return numberFormat(locale, style === 'whole' ? { ...symbol, maximumFractionDigits: 0 } : symbol).format(major)
}

/** Writes a count or a quantity; `short` uses 万/亿. Edge: null gives an en dash. */
export function formatNumber(value: number | null | undefined, locale: string, options: { digits?: number; short?: boolean } = {}): string {
  if (value === null || value === undefined) return '–'
  if (options.short === true) return numberFormat(locale, shortOptions(value)).format(value)
  return numberFormat(locale, { maximumFractionDigits: options.digits ?? 0 }).format(value)
}

/** Writes a quantity stored in thousandths. */
export function formatQuantity(milli: number | null | undefined, locale: string): string {
  return formatNumber(milli === null || milli === undefined ? null : milli / 1000, locale, { digits: 3 })
}

/** Writes a plain ratio as percent: 0.25 becomes 25.0%. Edge: null gives an en dash; `signed` writes + before a gain. */
export function formatPercent(ratio: number | null | undefined, locale: string, options: { digits?: number; signed?: boolean } = {}): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return '–'
  const digits = options.digits ?? 1
  return numberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: options.signed === true ? 'exceptZero' : 'auto',
  }).format(ratio)
}

/** Writes a business date (`YYYY-MM-DD`): `full` 2025年3月8日, `short` 3月8日, `numeric` 2025-03-08. */
export function formatDate(date: string | null | undefined, locale: string, style: 'full' | 'short' | 'numeric' = 'numeric'): string {
  if (date === null || date === undefined || date === '') return '–'
  if (style === 'numeric') return date
  const options = style === 'full' ? ({ year: 'numeric', month: 'long', day: 'numeric' } as const) : ({ month: 'short', day: 'numeric' } as const)
  return dateFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
}

/** Writes a month (`YYYY-MM`): `full` 2025年3月, `short` 25/3 for the axis of a chart, `name` 3月 where the year stands above. */
export function formatMonth(month: string, locale: string, style: 'full' | 'short' | 'name' = 'full'): string {
  if (style === 'short') return `${month.slice(2, 4)}/${Number(month.slice(5, 7))}`
  const year = style === 'full' ? ({ year: 'numeric' } as const) : {}
  return dateFormat(locale, { ...year, month: 'short', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`))
}

/** Writes an instant (UTC ms) in the machine's time zone, the day as in `numeric` dates: 03/05 would mean two things. */
export function formatInstant(unixMs: number | null | undefined, locale: string, style: 'full' | 'time' = 'full'): string {
  if (unixMs === null || unixMs === undefined) return '–'
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  if (style === 'time') return dateFormat(locale, time).format(unixMs)
  const day = dateFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(unixMs)
  return `${day} ${dateFormat(locale, time).format(unixMs)}`
}

/** Writes several words as one: 甲、乙 in Chinese, a, b elsewhere; without an "and", for what is cut off or goes on. */
export function formatList(words: readonly string[], locale: string): string {
  return words.join(locale.startsWith('zh') ? '、' : ', ')
}

/** Writes how far a date lies from today: yesterday, in 3 days, 2 months ago. Edge: null gives an en dash. */
export function formatRelativeDay(date: string | null | undefined, today: string, locale: string): string {
  if (date === null || date === undefined) return '–'
  const days = daysBetween(today, date)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  if (Math.abs(days) < 31) return spaced(format.format(days, 'day'))
  if (Math.abs(days) < 365) return spaced(format.format(Math.trunc(days / 30), 'month'))
  return spaced(format.format(Math.trunc(days / 365), 'year'))
}

/** Writes how long ago an instant was, in the largest fitting unit: 5 minutes ago. */
export function formatAge(unixMs: number, nowMs: number, locale: string): string {
  const seconds = Math.round((unixMs - nowMs) / 1000)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const size = Math.abs(seconds)
  if (size < 60) return spaced(format.format(Math.trunc(seconds), 'second'))
  if (size < 3600) return spaced(format.format(Math.trunc(seconds / 60), 'minute'))
  if (size < 86_400) return spaced(format.format(Math.trunc(seconds / 3600), 'hour'))
  return spaced(format.format(Math.trunc(seconds / 86_400), 'day'))
}

/** Our messages part figures and Chinese words (停留 51 天), Intl does not (51天前): side by side they must look alike. */
function spaced(text: string): string {
  return text.replace(/(\d)(?=\p{Script=Han})/u, '$1 ')
}

// Below 10,000 compact notation would only drop digits; above, two decimals or four digits, whichever is shorter: 8.43万, 873.2万, 1,157万.
function shortOptions(value: number): Intl.NumberFormatOptions {
  return Math.abs(value) < 10_000
    ? { maximumFractionDigits: 0 }
    : { notation: 'compact', useGrouping: 'always', minimumFractionDigits: 0, maximumFractionDigits: 2, maximumSignificantDigits: 4, roundingPriority: 'lessPrecision' }
}

const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

// Making a formatter costs some 50 µs, a table needs thousands of cells: they are kept by their options.
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  const known = numberFormats.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(locale, options)
  numberFormats.set(key, made)
  return made
}

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const known = dateFormats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options)
  dateFormats.set(key, made)
  return made
}
