import { isIdColumn, type SyncTable } from '../../db/registry.ts'
import { ALIVE_BIT, lowestSlot } from '../engine/row-clocks.ts'
import type { SqlValue } from './tomb-body.ts'

/** JSON of old values for `history.old`, by column number, ids as hex: what the update trigger (db/capture.ts) writes in SQL. */
export function historyJson(table: SyncTable, mask: number, values: readonly SqlValue[]): string {
  let text = ''
  for (let left = mask & ~ALIVE_BIT; left !== 0; left &= left - 1) {
    const column = lowestSlot(left)
    const value = values[column] ?? null
    const plain = Buffer.isBuffer(value) && isIdColumn(table.columns[column] ?? '') ? value.toString('hex').toUpperCase() : value
    text += `${text === '' ? '{' : ','}"${String(column)}":${JSON.stringify(plain)}`
  }
  return `${text === '' ? '{' : text}}`
}
