import type { Database } from 'better-sqlite3'
import { keptStatement } from '../../db/kept-statement.ts'
import { syncTable, type SyncTable, type SyncTableName } from '../../db/registry.ts'

/**
 * Rows that are to be sent whole, with the clocks that they have, into the scope they belong to now: a customer who changed hands, a late
 * edit of a former owner, a new copy's first rows, the writes of a copy that had to take a new name.
 */
export function forwardRow(db: Database, table: SyncTableName, id: Uint8Array): void {
  keptStatement(db, 'INSERT OR IGNORE INTO sync_forward (tbl, id) VALUES (?, ?)').run(syncTable(table).number, id)
}

/** A row by table and id. */
export interface RowName {
  readonly table: SyncTable
  readonly id: Buffer
}

/** What hangs on a row of another table, by the column that says so; in this order, since each brings the next. */
const CHILDREN: readonly { readonly table: SyncTableName; readonly column: string; readonly of: SyncTableName }[] = [
  { table: 'customer_contact', column: 'customer_id', of: 'customer' },
  { table: 'opportunity', column: 'customer_id', of: 'customer' },
  { table: 'stage_change', column: 'opportunity_id', of: 'opportunity' },
  { table: 'sales_order', column: 'customer_id', of: 'customer' },
  { table: 'order_line', column: 'order_id', of: 'sales_order' },
  { table: 'activity', column: 'customer_id', of: 'customer' },
  { table: 'activity_contact', column: 'activity_id', of: 'activity' },
]

/**
 * Gives rows with everything that hangs on them, each once: also what lies in the bin, since whoever gets a customer may bring it back.
 *
 * Cost    one look-up per table, and one pass over the bin of each.
 */
export function withChildren(db: Database, roots: Iterable<RowName>): RowName[] {
  db.exec('CREATE TEMP TABLE IF NOT EXISTS moved (tbl INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (tbl, id)) WITHOUT ROWID; DELETE FROM temp.moved')
  const add = db.prepare('INSERT OR IGNORE INTO temp.moved (tbl, id) VALUES (?, ?)')
  for (const { table, id } of roots) add.run(table.number, id)
  for (const { table, column, of } of CHILDREN) {
    const { number, columns } = syncTable(table)
    const parents = syncTable(of).number
    db.prepare(`INSERT OR IGNORE INTO temp.moved (tbl, id) SELECT ${String(number)}, c.id FROM temp.moved m JOIN ${table} c ON c.${column} = m.id WHERE m.tbl = ${String(parents)}`).run()
    db.prepare(
      `INSERT OR IGNORE INTO temp.moved (tbl, id) SELECT t.tbl, t.id FROM sync_tomb t WHERE t.tbl = ${String(number)}
         AND json_extract(CAST(t.body AS TEXT), '$[${String(TOMB_COLUMNS + columns.indexOf(column))}]') IN (SELECT hex(id) FROM temp.moved WHERE tbl = ${String(parents)})`,
    ).run()
  }
  // a contact goes where a customer is with whom he is linked
  db.prepare(
    `INSERT OR IGNORE INTO temp.moved (tbl, id) SELECT ${String(syncTable('contact').number)}, c.contact_id FROM temp.moved m JOIN customer_contact c ON c.id = m.id
     WHERE m.tbl = ${String(syncTable('customer_contact').number)}`,
  ).run()
  const byNumber = new Map([...CHILDREN.map(({ table }) => syncTable(table)), syncTable('contact'), syncTable('customer')].map((table) => [table.number, table]))
  const found = db.prepare<[], [number, Buffer]>('SELECT tbl, id FROM temp.moved ORDER BY tbl, id').raw().all()
  return found.flatMap(([number, id]): RowName[] => {
    const table = byNumber.get(number)
    return table ? [{ table, id }] : []
  })
}

/** Where the columns begin in the body of a deleted row. */
const TOMB_COLUMNS = 3
