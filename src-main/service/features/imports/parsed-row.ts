import { checkCreditCode } from '#shared/domain/customers/credit-code.ts'
import { minorDigits } from '#shared/kernel/money.ts'
import type { FieldSpec } from './fields/field-spec.ts'
import { type Binding, cellOf } from './mapped-table.ts'
import { type DateReader, parseMonth, type ReadDate } from './parse/date.ts'
import { parseScaled, shown } from './parse/decimal.ts'
import { comparableName } from './parse/names.ts'
import { parseDiscount } from './parse/percent.ts'
import { PRICE_SCALE } from './parse/amount.ts'
import { type CellProblem, type Parsed, parsed, problem, unreadable } from './problem.ts'

type FieldValue = string | number | ReadDate

export interface RowIssue {
  readonly header: string | null
  readonly problem: CellProblem
}

const NO_ISSUES: readonly RowIssue[] = []

/** The cells of one row with their types; empty cells are not there. A class for its speed: an import makes half a million. */
export class ParsedRow {
  /** Number of the data row in the file, from 1. */
  readonly number: number
  readonly problems: readonly RowIssue[]
  readonly #places: ReadonlyMap<string, number>
  readonly #values: readonly (FieldValue | null)[]
  readonly #headers: readonly (string | null)[]

  constructor(number: number, places: ReadonlyMap<string, number>, values: readonly (FieldValue | null)[], headers: readonly (string | null)[], problems: readonly RowIssue[]) {
    this.number = number
    this.#places = places
    this.#values = values
    this.#headers = headers
    this.problems = problems
  }

  text(field: string): string | null {
    const value = this.#value(field)
    if (value === null || typeof value === 'string') return value
    throw new Error(`ParsedRow: ${field} is no text`)
  }

  /** Minor units, thousandths, basis points or a plain count, as the field's kind says; prices in 10^-PRICE_SCALE. */
  amount(field: string): number | null {
    const value = this.#value(field)
    if (value === null || typeof value === 'number') return value
    throw new Error(`ParsedRow: ${field} is no number`)
  }

  date(field: string): ReadDate | null {
    const value = this.#value(field)
    if (value === null || typeof value === 'object') return value
    throw new Error(`ParsedRow: ${field} is no date`)
  }

  /** Column head of a field, for messages; null for a constant or a field that the file does not have. */
  header(field: string): string | null {
    return this.#headers[this.#places.get(field) ?? -1] ?? null
  }

  /** Whether the file has the field at all, filled or not. */
  has(field: string): boolean {
    return this.#places.has(field)
  }

  #value(field: string): FieldValue | null {
    const place = this.#places.get(field)
    return place === undefined ? null : (this.#values[place] ?? null)
  }
}

export type RowParser = (row: readonly string[], number: number, lostColumns: readonly number[]) => ParsedRow

/**
 * Makes the parser of a file's rows.
 *
 * Units   money is read in the row's own currency where it has a column for it, else in the firm's.
 */
export function rowParser(bindings: readonly Binding[], headers: readonly string[], readDate: DateReader, firmCurrency: string): RowParser {
  const currencyBinding = bindings.find((binding) => binding.field.kind === 'currency')
  const places = new Map(bindings.map((binding, place) => [binding.field.name, place]))
  const heads = bindings.map((binding) => headers[binding.columns[0] ?? -1] ?? null)
  const firmDigits = minorDigits(firmCurrency)

  return (row, number, lostColumns) => {
    const values: (FieldValue | null)[] = []
    let problems: RowIssue[] | null = null
    const currency = currencyBinding === undefined ? '' : cellOf(currencyBinding, row)
    const digits = currency === '' ? firmDigits : minorDigits(currency.toUpperCase())
    for (let place = 0; place < bindings.length; place += 1) {
      const binding = bindings[place]
      const text = binding === undefined ? '' : cellOf(binding, row)
      if (binding === undefined || text === '') {
        values.push(null)
        continue
      }
      const { field, columns } = binding
      const isDamaged = lostColumns.length > 0 && field.kind === 'text' && columns.some((column) => lostColumns.includes(column))
      const value = isDamaged ? unreadable('digits-lost', { text: shown(text) }) : parseField(field, text, digits, readDate)
      values.push(value.ok ? value.value : null)
      if (!value.ok) (problems ??= []).push({ header: heads[place] ?? null, problem: value.problem })
    }
    if (row.length > headers.length && row.slice(headers.length).some((cell) => cell !== '')) {
      (problems ??= []).push({ header: null, problem: problem('too-many-cells', { expected: headers.length, found: row.length }) })
    }
    return new ParsedRow(number, places, values, heads, problems ?? NO_ISSUES)
  }
}

/** Reads the text of one cell as the field demands. The text is trimmed and not empty. */
export function parseField(field: FieldSpec, text: string, digits: number, readDate: DateReader): Parsed<FieldValue> {
  switch (field.kind) {
    case 'text':
      return parseText(field, text)
    case 'count':
      return parseCount(text, field.max)
    case 'money':
      return parseScaled(text, digits)
    case 'price':
      return parseScaled(text, PRICE_SCALE)
    case 'quantity':
      return parseScaled(text, 3)
    case 'percent':
      return parseDiscount(text)
    case 'date':
      return readDate(text)
    case 'month':
      return parseMonth(text)
    case 'currency':
      return /^[A-Za-z]{3}$/.test(text) ? parsed(text.toUpperCase()) : unreadable('unknown-currency', { text: shown(text) })
    case 'choice':
      return parseChoice(field.choices, text)
    case 'reference':
      return parsed(oneLine(text))
  }
}

function parseText(field: FieldSpec & { readonly kind: 'text' }, text: string): Parsed<string> {
  const clean = field.isProse === true ? text : oneLine(text)
  if (clean.length > field.max) return unreadable('too-long', { length: clean.length, max: field.max })
  if (field.check === 'mail' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(clean)) return unreadable('mail-invalid', { text: shown(clean) })
  if (field.check === 'credit-code') {
    const code = checkCreditCode(clean)
    if (code.ok) return parsed(code.value)
    const { kind, ...where } = code.error
    return unreadable(kind, { text: shown(clean), ...where })
  }
  return parsed(clean)
}

/** Line breaks and other control characters become spaces: a name is one line. */
function oneLine(text: string): string {
  return /\p{Cc}/u.test(text) ? text.replace(/\p{Cc}+/gu, ' ').trim() : text
}

function parseCount(text: string, max: number): Parsed<number> {
  const number = parseScaled(text, 0)
  if (!number.ok) return number
  if (number.value < 0) return unreadable('negative-number', { text: shown(text) })
  return number.value > max ? unreadable('number-too-large', { text: shown(text) }) : number
}

function parseChoice(choices: Readonly<Record<string, readonly string[]>>, text: string): Parsed<string> {
  const wanted = comparableName(text)
  for (const [value, names] of Object.entries(choices)) {
    if (comparableName(value) === wanted || names.some((name) => comparableName(name) === wanted)) return parsed(value)
  }
  const allowed = Object.entries(choices).map(([value, names]) => names[0] ?? value).join(', ')
  return unreadable('unknown-choice', { text: shown(text), allowed })
}
