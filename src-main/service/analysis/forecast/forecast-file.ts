import { addMonths, monthsBetween } from '#shared/kernel/calendar-month.ts'
import { forecastSeries } from './forecast-series.ts'
import type { SeriesForecast } from './forecast-series.ts'

export interface NamedForecast extends SeriesForecast {
  readonly id: string
  /** Months of the points where the file named months; else null. */
  readonly months: readonly string[] | null
}

/** A file that cannot be read as monthly series: `line` counts from 1. */
export class ForecastInputError extends Error {
  readonly line: number

  constructor(line: number, what: string) {
    super(`line ${String(line)}: ${what}`)
    this.name = 'ForecastInputError'
    this.line = line
  }
}

interface NamedSeries {
  readonly id: string
  readonly values: number[]
  readonly firstMonth: string | null
}

/**
 * Forecasts every series of a file's text with the code of the sales trend.
 *
 * Shape   JSON lines `{"id","values"}`, or CSV with the header `series,month,value`; answers in the order of the file.
 * Edge    a month missing between two others counts as 0: nothing was sold.
 * Errors  throws ForecastInputError with the line, what is wrong there and how it should look.
 */
export function forecastFile(text: string, horizon: number): NamedForecast[] {
  if (!Number.isInteger(horizon) || horizon < 1 || horizon > 120) throw new RangeError('horizon: a whole number of months from 1 to 120')
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const series = lines.find((line) => line.trim() !== '')?.trim().startsWith('{') ? readJsonLines(lines) : readCsv(lines)
  if (series.length === 0) throw new ForecastInputError(1, 'no series in the file; give CSV series,month,value or JSON lines {"id","values"}')
  return series.map(({ id, values, firstMonth }) => ({
    id,
    months: firstMonth === null ? null : Array.from({ length: horizon }, (_, h) => addMonths(firstMonth, values.length + h)),
    ...forecastSeries(values, horizon),
  }))
}

function readJsonLines(lines: readonly string[]): NamedSeries[] {
  const found: NamedSeries[] = []
  lines.forEach((line, i) => {
    if (line.trim() === '') return
    const parsed = parseJson(line, i + 1)
    if (typeof parsed !== 'object' || parsed === null || !('id' in parsed) || !('values' in parsed) || !Array.isArray(parsed.values)) {
      throw new ForecastInputError(i + 1, 'not an object with "id" and "values"')
    }
    const values = parsed.values.map((value: unknown, at): number => {
      if (typeof value !== 'number' || !Number.isFinite(value)) throw new ForecastInputError(i + 1, `value ${String(at + 1)} is not a number`)
      return value
    })
    found.push({ id: String(parsed.id), values, firstMonth: null })
  })
  return found
}

function parseJson(line: string, at: number): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new ForecastInputError(at, `not JSON (${error instanceof Error ? error.message : 'unreadable'})`)
  }
}

function readCsv(lines: readonly string[]): NamedSeries[] {
  const [header = '', ...rows] = lines
  const names = splitCsvLine(header).map((name) => name.trim().toLowerCase())
  const [series, month, value] = ['series', 'month', 'value'].map((name) => names.indexOf(name))
  if (series === undefined || month === undefined || value === undefined || Math.min(series, month, value) < 0) {
    throw new ForecastInputError(1, 'the header must name the columns series, month and value')
  }
  const byId = new Map<string, Map<string, number>>()
  rows.forEach((row, i) => {
    if (row.trim() === '') return
    const at = i + 2
    const cells = splitCsvLine(row)
    const when = (cells[month] ?? '').trim().slice(0, 7)
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(when)) throw new ForecastInputError(at, `month "${cells[month] ?? ''}" is not YYYY-MM`)
    const amount = Number((cells[value] ?? '').trim() || Number.NaN)
    if (!Number.isFinite(amount)) throw new ForecastInputError(at, `value "${cells[value] ?? ''}" is not a number`)
    const id = cells[series] ?? ''
    const months = byId.get(id) ?? new Map<string, number>()
    if (months.has(when)) throw new ForecastInputError(at, `month ${when} of series "${id}" occurs twice`)
    byId.set(id, months.set(when, amount))
  })
  return [...byId].map(([id, months]) => {
    const sorted = [...months.keys()].sort()
    const first = sorted[0] ?? '0001-01'
    const count = monthsBetween(first, sorted[sorted.length - 1] ?? first) + 1
    return { id, firstMonth: first, values: Array.from({ length: count }, (_, t) => months.get(addMonths(first, t)) ?? 0) }
  })
}

function splitCsvLine(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
}
