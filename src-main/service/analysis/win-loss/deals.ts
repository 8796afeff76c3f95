import type { AnalysisContext } from '../context.ts'
import { uuidOf } from '../dimensions.ts'
import { remembered } from '../memory.ts'

/** A column of texts as small numbers: `values[codes[row]]` is the text; number 0 is "none". */
export interface CodedColumn {
  readonly codes: Int32Array
  readonly values: readonly (string | null)[]
}

const COLUMNS = ['stage', 'owner', 'product', 'competitor', 'customer', 'source', 'reason', 'currency', 'createdOn', 'engagedOn', 'closedOn'] as const
type DealColumn = (typeof COLUMNS)[number]

/** All deals, by column; ids are canonical texts, but those of customers hex digits: they are many, and never shown. */
export type Deals = Readonly<Record<DealColumn, CodedColumn>> & {
  readonly count: number
  /** Minor units; NaN where a deal has no amount. */
  readonly amount: Float64Array
}

/**
 * Gives all deals as columns, read once per revision: every dimension and filter is then counted without the database.
 *
 * Cost    about 2 µs a deal the first time; 60 bytes a deal are kept.
 */
export function dealsOf({ db, memory }: AnalysisContext): Deals {
  return remembered(memory, 'deals', () => {
    const coders = COLUMNS.map(() => new Coder())
    const amounts: number[] = []
    const rows = db
      .prepare(
        `SELECT hex(stage_id), hex(owner_id), hex(product_id), hex(competitor_id), hex(customer_id), source, reason, currency,
           created_on, engaged_on, closed_on, amount_minor FROM opportunity`,
      )
      .raw(true)
      .iterate() as IterableIterator<[...(string | null)[], number | null]>
    for (const row of rows) {
      for (let i = 0; i < coders.length; i++) coders[i]?.add(row[i] as string | null)
      amounts.push((row[coders.length] as number | null) ?? Number.NaN)
    }
    const columns = Object.fromEntries(COLUMNS.map((name, i) => [name, coders[i]?.column(ID_COLUMNS.has(name) ? uuidOf : null)]))
    return { ...(columns as Record<DealColumn, CodedColumn>), count: amounts.length, amount: Float64Array.from(amounts) }
  })
}

const ID_COLUMNS: ReadonlySet<DealColumn> = new Set(['stage', 'owner', 'product', 'competitor'])

/** Numbers texts in the order in which they come. An empty text, and the hex of no id, count as none. */
class Coder {
  readonly #numbers = new Map<string | null, number>([[null, 0], ['', 0]])
  readonly #values: (string | null)[] = [null]
  readonly #codes: number[] = []

  add(text: string | null): void {
    let number = this.#numbers.get(text)
    if (number === undefined) {
      number = this.#values.length
      this.#numbers.set(text, number)
      this.#values.push(text)
    }
    this.#codes.push(number)
  }

  column(convert: ((text: string | null) => string | null) | null): CodedColumn {
    return { codes: Int32Array.from(this.#codes), values: convert ? this.#values.map(convert) : this.#values }
  }
}

/** Gives another column of the same deals: what `valueOf` makes of each text of `column`. */
export function derived({ codes, values }: CodedColumn, valueOf: (text: string) => string | null): CodedColumn {
  const numbers = new Map<string | null, number>([[null, 0], ['', 0]])
  const made: (string | null)[] = [null]
  const numberOf = Int32Array.from(values, (text) => {
    const value = text === null ? null : valueOf(text)
    const known = numbers.get(value)
    if (known !== undefined) return known
    numbers.set(value, made.length)
    return made.push(value) - 1
  })
  return { codes: codes.map((code) => numberOf[code] ?? 0), values: made }
}
