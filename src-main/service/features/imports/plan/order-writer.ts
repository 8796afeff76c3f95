import type { Database } from 'better-sqlite3'
import { childId } from '../../../db/derived-id.ts'
import type { Stamp, Values } from '../write-set.ts'
import type { LineStore } from './line-store.ts'

/** A document that will be inserted. */
export interface NewDocument {
  readonly id: Buffer
  readonly values: Values
  /** Places in the line store. */
  readonly lines: readonly number[]
}

const ORDER_COLUMNS = 'number, kind, customer_id, employee_id, ordered_on, channel, currency, origin_id, note'
const LINE_COLUMNS = 'order_id, position, product_id, description, quantity_milli, unit_price_minor, discount_bp, amount_minor, cost_minor'
const LINES_BETWEEN_CALLS = 20_000

/**
 * Inserts documents and their lines; gives the count of lines.
 *
 * Cost    the hot path of the import: two prepared statements, ids in key order so that rows land at the end of the B-tree.
 *         The caller is told every 20,000 lines and may throw to give up; the transaction around it rolls back.
 */
export function writeDocuments(db: Database, documents: readonly NewDocument[], store: LineStore, stamp: Stamp, everySoOften: (done: number, total: number) => void): number {
  const insertOrder = db.prepare(`INSERT INTO sales_order (id, created_at, updated_at, created_by, ${ORDER_COLUMNS}) VALUES (?,?,?,?, ?,?,?,?,?,?,?,?,?)`)
  const insertLine = db.prepare(`INSERT INTO order_line (id, created_at, updated_at, created_by, ${LINE_COLUMNS}) VALUES (?,?,?,?, ?,?,?,?,?,?,?,?,?)`)
  const total = documents.reduce((sum, document) => sum + document.lines.length, 0)
  let done = 0
  const inKeyOrder = [...documents].sort((a, b) => a.id.compare(b.id))
  for (const { id, values, lines } of inKeyOrder) {
    insertOrder.run(
      id, stamp.now, stamp.now, stamp.by, values['number'], values['kind'], values['customer_id'], values['employee_id'],
      values['ordered_on'], values['channel'], values['currency'], values['origin_id'], values['note'],
    )
    // One buffer for the ids of all lines, counted on as `childId` does: the driver copies what is bound.
    const lineId = childId(id, 0)
    lines.forEach((place, position) => {
      if (position > 0) lineId.writeUInt32BE((lineId.readUInt32BE(12) + 1) >>> 0, 12)
      const line = store.line(place)
      insertLine.run(
        lineId, stamp.now, stamp.now, stamp.by, id, position, line.product?.id ?? null, line.description,
        line.quantityMilli, line.unitPriceMinor, line.discountBp, line.amountMinor, line.costMinor,
      )
      done += 1
      if (done % LINES_BETWEEN_CALLS === 0) everySoOften(done, total)
    })
  }
  return done
}
