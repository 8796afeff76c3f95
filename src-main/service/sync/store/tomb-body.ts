import { isIdColumn, type SyncTable } from '../../db/registry.ts'
import { type RowClocks, readStamps, writeExceptions } from '../engine/row-clocks.ts'

export type SqlValue = string | number | Buffer | null

/** The columns of a deleted row, with the stamps of their clocks. */
export interface TombBody {
  readonly h: number
  readonly s: number
  readonly c: Buffer | null
  readonly values: SqlValue[]
}

/**
 * Reads what the delete trigger (db/capture.ts) or `writeTombBody` left: JSON `[_h, _s, hex of _c, ...columns]`, ids as hex.
 *
 * Edge    a body of an older version has fewer columns; the missing ones are null.
 * Errors  throws on anything that is no such array.
 */
export function readTombBody(table: SyncTable, body: Uint8Array): TombBody {
  const parts: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))
  if (!Array.isArray(parts) || !Number.isSafeInteger(parts[0]) || !Number.isSafeInteger(parts[1])) {
    throw new Error(`tomb-body: damaged body in ${table.name}`)
  }
  const [h, s, c, ...values] = parts as [number, number, string | null, ...(string | number | null)[]]
  return {
    h,
    s,
    c: c === null ? null : Buffer.from(c, 'hex'),
    values: table.columns.map((column, i) => {
      const value = values[i] ?? null
      return value !== null && isIdColumn(column) ? Buffer.from(String(value), 'hex') : value
    }),
  }
}

/** Writes the columns of a deleted row; the base of its clocks is column 0. */
export function writeTombBody(table: SyncTable, clocks: RowClocks, values: readonly SqlValue[]): Buffer {
  const c = writeExceptions(clocks, table.columns.length, 0)
  const texts = values.map((value) => (Buffer.isBuffer(value) ? value.toString('hex').toUpperCase() : value))
  return Buffer.from(JSON.stringify([clocks.h[0] ?? 0, clocks.s[0] ?? 0, c && Buffer.from(c).toString('hex').toUpperCase(), ...texts]))
}

/** Reads the clocks of a deleted row: columns from its body, ALIVE from the tomb itself. */
export function readTombClocks(into: RowClocks, tomb: { readonly h: number; readonly s: number }, body: TombBody): void {
  readStamps(into, body.h, body.s, body.c)
  into.h[31] = tomb.h
  into.s[31] = tomb.s
}
