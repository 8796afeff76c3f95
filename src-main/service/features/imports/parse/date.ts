import { isPlainDate } from '#shared/kernel/plain-date.ts'
import { type Parsed, parsed, unreadable } from '../problem.ts'
import { shown } from './decimal.ts'

/** A day, and the time of day in milliseconds when one was written. */
export interface ReadDate {
  readonly day: string
  readonly timeMs: number
}

export type DateReader = (text: string) => Parsed<ReadDate>

const TIME = String.raw`(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?Z?)?`
const ISO = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${TIME}$`)
const CHINESE = new RegExp(String.raw`^(\d{4})年(\d{1,2})月(\d{1,2})[日号號]?${TIME}$`)
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})${TIME}$`)

/**
 * Makes the reader for one file's dates. Without a format: year first in any usual writing; day and month first only where
 * one of the two numbers is above 12 and so tells them apart.
 *
 * Shape   formats are written with YYYY, YY, MM, M, DD, D, HH, mm, ss, for example DD/MM/YYYY or M/D/YY HH:mm.
 * Errors  `not-a-date`, `no-such-date` (31 February), `date-order-unclear`.
 * Cost    the last text is remembered: the lines of one order carry the same one.
 */
export function dateReader(format: string | undefined): DateReader {
  const byFormat = format === undefined ? null : compileFormat(format)
  let lastText = ''
  let last: Parsed<ReadDate> = unreadable('not-a-date', { text: '' })
  return (text) => {
    if (text === lastText) return last
    last = (byFormat?.(text) ?? readUsual(text)) satisfies Parsed<ReadDate>
    lastText = text
    return last
  }
}

/** Whether a format can be used at all; others are refused before a row is read. */
export function isDateFormat(format: string): boolean {
  return /Y{2,4}/.test(format) && /M/.test(format) && /D/.test(format)
}

/** Reads `YYYY-MM` as targets have it, also 2025年1月, 2025/1 and a whole date of that month. */
export function parseMonth(text: string): Parsed<string> {
  const match = /^(\d{4})(?:[-/.年]?)(\d{1,2})月?(?:[-/.]\d{1,2}(?:[ T].*)?)?$/.exec(text.normalize('NFKC').trim())
  const month = Number(match?.[2])
  if (match === null || month < 1 || month > 12) return unreadable('not-a-month', { text: shown(text) })
  return parsed(`${match[1] ?? ''}-${String(month).padStart(2, '0')}`)
}

function readUsual(text: string): Parsed<ReadDate> {
  const plain = text.normalize('NFKC').trim()
  const first = ISO.exec(plain) ?? CHINESE.exec(plain) ?? COMPACT.exec(plain)
  if (first !== null) return build(text, first[1], first[2], first[3], first[4], first[5], first[6])
  const last = YEAR_LAST.exec(plain)
  if (last === null) return unreadable('not-a-date', { text: shown(text) })
  const a = Number(last[1])
  const b = Number(last[2])
  if (a <= 12 && b <= 12 && a !== b) return unreadable('date-order-unclear', { text: shown(text) })
  return a > 12 ? build(text, last[3], last[2], last[1], last[4], last[5], last[6]) : build(text, last[3], last[1], last[2], last[4], last[5], last[6])
}

function compileFormat(format: string): (text: string) => Parsed<ReadDate> {
  const order: string[] = []
  const source = format.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/YYYY|YY|MM|M|DD|D|HH|H|mm|m|ss|s/g, (token) => {
    order.push(token)
    return token === 'YYYY' ? String.raw`(\d{4})` : String.raw`(\d{1,2})`
  })
  // A time that the format does not name may follow all the same: exports of one column often differ in it.
  const tail = order.some((token) => token.startsWith('H')) ? '' : String.raw`(?:[ T].*)?`
  const pattern = new RegExp(`^${source}${tail}$`)
  const at = (match: RegExpExecArray, letter: string): string | undefined => {
    const index = order.findIndex((token) => token.startsWith(letter))
    return index === -1 ? undefined : match[index + 1]
  }
  return (text) => {
    const match = pattern.exec(text.normalize('NFKC').trim())
    // A workbook gives real dates in ISO form whatever the format says of its text cells.
    if (match === null) return ISO.test(text) ? readUsual(text) : unreadable('not-a-date', { text: shown(text) })
    const year = at(match, 'Y') ?? ''
    const century = Number(year) >= 70 ? '19' : '20'
    return build(text, year.length === 2 ? `${century}${year}` : year, at(match, 'M'), at(match, 'D'), at(match, 'H'), at(match, 'm'), at(match, 's'))
  }
}

function build(text: string, ...parts: readonly (string | undefined)[]): Parsed<ReadDate> {
  const [year = '', month = '', dayOfMonth = '', hour = '0', minute = '0', second = '0'] = parts
  const day = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  if (!isPlainDate(day) || !isTime) return unreadable('no-such-date', { text: shown(text) })
  return parsed({ day, timeMs: ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 })
}
