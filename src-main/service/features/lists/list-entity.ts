import type { Sort } from '#shared/contract/list-query.ts'

export type FieldType = 'text' | 'number' | 'date' | 'instant' | 'id' | 'boolean'

export interface ListField {
  /** SQL expression, one value per record. */
  readonly sql: string
  readonly type: FieldType
  /** The tables it needs besides the root: aliases of `joins`. */
  readonly needs?: readonly string[]
  /** False for a column that is never null: then an index can serve the order. */
  readonly isNullable?: boolean
  /** What it is ordered by, when that is something else, e.g. pinyin instead of the name. */
  readonly sortedBy?: { readonly sql: string; readonly needs?: readonly string[] }
}

/**
 * One list as the compiler sees it. A query joins only what it filters and sorts by; the columns of the visible rows are read afterwards,
 * for the few ids of the page.
 */
export interface ListEntity {
  /** Table of the root and its alias. */
  readonly from: string
  /** Id expression of the root. */
  readonly id: string
  /** Alias -> join; a join may use the root only. */
  readonly joins: Readonly<Record<string, string>>
  /**
   * Side tables with exactly one row per record that hold an index to sort by: such a sort starts there and takes the first rows, instead
   * of sorting all. `join` hangs the root to it.
   */
  readonly leads?: Readonly<Record<string, Lead>>
  readonly fields: Readonly<Record<string, ListField>>
  /** A query that gives the ids of the records in which all the typed words occur, each id once. */
  readonly search: (words: readonly string[]) => { readonly sql: string; readonly parameters: readonly unknown[] }
  readonly defaultSort: readonly Sort[]
  /** Name -> aggregate expression over the filtered rows. */
  readonly sums: Readonly<Record<string, { readonly sql: string; readonly needs?: readonly string[] }>>
  /** Total and sums of the unfiltered list, when they can be had cheaper; columns `total` and the names of `sums`. */
  readonly allTotals?: string
}

/** A side table that can lead a query. */
export interface Lead {
  readonly from: string
  readonly id: string
  readonly where?: string
  readonly join: string
}

/** A piece of SQL with its parameters. */
export interface Piece {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly needs: readonly string[]
}
