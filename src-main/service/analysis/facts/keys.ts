import type { Database } from 'better-sqlite3'

/** Kinds of `fact_key`: what a small number stands for. */
export const KEY_KIND = { customer: 1, product: 2, employee: 3, channel: 4, currency: 5 } as const
export type KeyKind = keyof typeof KEY_KIND

/** Where a kind's ids come from: documents of the changed months; products from their table, since lines are ten times as many. */
const NEW_IDS: Readonly<Record<KeyKind, string>> = {
  customer: 'SELECT o.customer_id AS id FROM temp.fact_document d CROSS JOIN sales_order o ON o.id = d.id',
  employee: 'SELECT o.employee_id AS id FROM temp.fact_document d CROSS JOIN sales_order o ON o.id = d.id',
  channel: 'SELECT CAST(o.channel AS BLOB) AS id FROM temp.fact_document d CROSS JOIN sales_order o ON o.id = d.id',
  currency: 'SELECT CAST(o.currency AS BLOB) AS id FROM temp.fact_document d CROSS JOIN sales_order o ON o.id = d.id',
  product: 'SELECT id FROM product',
}

/** Lines may name a product that did not arrive yet, or that was deleted. */
const PRODUCTS_OF_LINES = 'SELECT l.product_id AS id FROM temp.fact_document d CROSS JOIN order_line l ON l.order_id = d.id'

/** Numbers what the documents of `temp.fact_document` name and has no number yet. */
export function numberKeys(db: Database): void {
  for (const [kind, ids] of Object.entries(NEW_IDS) as [KeyKind, string][]) number(db, kind, ids)
}

export function numberProductsOfLines(db: Database): void {
  number(db, 'product', PRODUCTS_OF_LINES)
}

function number(db: Database, name: KeyKind, ids: string): void {
  const kind = String(KEY_KIND[name])
  db.prepare(
    `INSERT INTO fact_key (kind, id, n)
     SELECT ${kind}, id, (SELECT coalesce(max(n), -1) FROM fact_key WHERE kind = ${kind}) + row_number() OVER (ORDER BY id)
     FROM (SELECT DISTINCT id FROM (${ids}) s WHERE id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fact_key k WHERE k.kind = ${kind} AND k.id = s.id))`,
  ).run()
}

/** Gives the texts of channels or currencies by their number. */
export function textsByNumber(db: Database, kind: 'channel' | 'currency'): string[] {
  return db.prepare('SELECT CAST(id AS TEXT) FROM fact_key WHERE kind = ? ORDER BY n').pluck().all(KEY_KIND[kind]) as string[]
}

export function countKeys(db: Database, kind: KeyKind): number {
  return Number(db.prepare('SELECT coalesce(max(n), -1) + 1 FROM fact_key WHERE kind = ?').pluck().get(KEY_KIND[kind]))
}
