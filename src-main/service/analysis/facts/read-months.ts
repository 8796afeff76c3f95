import type { Database } from 'better-sqlite3'
import { numberKeys, numberProductsOfLines } from './keys.ts'
import { MonthBuilder } from './month-builder.ts'

type HeadRow = [place: number, month: string, day: number, isReturn: number, customer: number, employee: number, channel: number, currency: number]
type LineRow = [place: number, product: number, quantity: number, amount: number, cost: number | null]

/** A product id without a number: the product did not arrive yet, or was deleted. */
const UNNUMBERED = -2

/** Above this share of all documents, reading the whole line table in its own order is quicker than looking lines up. */
const SCAN_FROM_SHARE = 0.3

/**
 * Gives the blocks of some months, computed from the orders; null for a month without lines.
 *
 * Shape   lines by day, order id, line id, whichever way they were read: two runs give the same bytes. With `mayNumber`
 *         ids that have no number get one, which writes; without it they count as none.
 * Cost    about 2 µs a line: ids are turned into numbers inside SQLite, so that no bytes cross into JavaScript.
 */
export function readMonths(db: Database, months: readonly string[], mayNumber: boolean): Map<string, Uint8Array<ArrayBuffer> | null> {
  fillDocuments(db, months)
  if (mayNumber) numberKeys(db)
  const builders = new Map(months.map((month) => [month, new MonthBuilder()]))
  const places: { readonly builder: MonthBuilder; readonly document: number }[] = []
  for (const [, month, ...head] of headRows(db)) {
    const builder = builders.get(month)
    if (!builder) throw new Error('facts.readMonths: a document of another month')
    places.push({ builder, document: builder.addDocument(head) })
  }
  let isUnnumbered = false
  for (const [place, product, quantity, amount, cost] of lineRows(db, places.length)) {
    const target = places[place]
    if (!target) throw new Error('facts.readMonths: a line without its document')
    if (product === UNNUMBERED) isUnnumbered = true
    target.builder.addLine(target.document, Math.max(product, -1), quantity, amount, cost)
  }
  if (isUnnumbered && mayNumber) {
    numberProductsOfLines(db)
    return readMonths(db, months, false)
  }
  return new Map([...builders].map(([month, builder]) => [month, builder.encode()]))
}

/** Lists the documents of the months in a table of this connection, numbered by day and id. */
function fillDocuments(db: Database, months: readonly string[]): void {
  db.exec('CREATE TEMP TABLE IF NOT EXISTS fact_document (id BLOB NOT NULL PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID')
  db.exec('DELETE FROM temp.fact_document')
  const insert = db.prepare(
    `INSERT INTO temp.fact_document (id, n)
     SELECT id, @start + row_number() OVER (ORDER BY ordered_on, id) - 1 FROM sales_order WHERE ordered_on BETWEEN @from AND @to`,
  )
  let start = 0
  for (const month of months) start += insert.run({ start, from: `${month}-01`, to: `${month}-31` }).changes
}

function headRows(db: Database): IterableIterator<HeadRow> {
  return db
    .prepare(
      `SELECT d.n, substr(o.ordered_on, 1, 7), CAST(substr(o.ordered_on, 9, 2) AS INTEGER), o.kind = 'return',
         coalesce(kc.n, -1), coalesce(ke.n, -1), coalesce(kh.n, -1), coalesce(kx.n, -1)
       FROM temp.fact_document d CROSS JOIN sales_order o ON o.id = d.id
       LEFT JOIN fact_key kc ON kc.kind = 1 AND kc.id = o.customer_id
       LEFT JOIN fact_key ke ON ke.kind = 3 AND ke.id = o.employee_id
       LEFT JOIN fact_key kh ON kh.kind = 4 AND kh.id = CAST(o.channel AS BLOB)
       LEFT JOIN fact_key kx ON kx.kind = 5 AND kx.id = CAST(o.currency AS BLOB)
       ORDER BY d.n`,
    )
    .raw(true)
    .iterate() as IterableIterator<HeadRow>
}

function lineRows(db: Database, documents: number): IterableIterator<LineRow> {
  const all = Number(db.prepare('SELECT count(*) FROM sales_order').pluck().get())
  const tables =
    documents > all * SCAN_FROM_SHARE
      ? 'order_line l CROSS JOIN temp.fact_document d ON d.id = l.order_id'
      : 'temp.fact_document d CROSS JOIN order_line l ON l.order_id = d.id'
  return db
    .prepare(
      `SELECT d.n, coalesce(kp.n, iif(l.product_id IS NULL, -1, ${String(UNNUMBERED)})), l.quantity_milli, l.amount_minor, l.cost_minor
       FROM ${tables} LEFT JOIN fact_key kp ON kp.kind = 2 AND kp.id = l.product_id
       ORDER BY ${documents > all * SCAN_FROM_SHARE ? 'l.id' : 'd.id, l.id'}`,
    )
    .raw(true)
    .iterate() as IterableIterator<LineRow>
}
