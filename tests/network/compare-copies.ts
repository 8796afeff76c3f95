import { openDatabase } from '#service/db/open-database.ts'
import { SYNC_TABLES, type SyncTable } from '#service/db/registry.ts'
import { join } from 'node:path'

/** Whose a row of a customer's file is, as SQL: the ids of the rows that are for one employee. */
const CUSTOMERS = 'SELECT id FROM customer WHERE owner_id = @employee'
const LINKS = `SELECT id FROM customer_contact WHERE customer_id IN (${CUSTOMERS})`
const ACTIVITIES = `SELECT id FROM activity WHERE customer_id IN (${CUSTOMERS}) OR owner_id = @employee`
const OWN_ROWS: Readonly<Record<string, string>> = {
  customer: CUSTOMERS,
  customer_contact: LINKS,
  contact: `SELECT contact_id FROM customer_contact WHERE id IN (${LINKS})`,
  activity: ACTIVITIES,
  activity_contact: `SELECT id FROM activity_contact WHERE activity_id IN (${ACTIVITIES})`,
}

/** What one copy shows: per table, the rows by id. */
export type Shown = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Reads what everybody has, and of customers' files what is one employee's. */
export function readShown(directory: string, employee: Buffer): Shown {
  const db = openDatabase(join(directory, 'tributary.db'), 'read', null)
  try {
    return db.transaction(() => new Map(SYNC_TABLES.flatMap((table) => {
      const rows = queryOf(table)
      if (rows === null) return []
      const found = db.prepare<[Record<string, unknown>], unknown[]>(rows).raw().all(rows.includes('@employee') ? { employee } : {})
      return [[table.name, new Map(found.map(([id, ...values]) => [asText(id), values.map(asText).join('|')]))] as const]
    })))()
  } finally {
    db.close()
  }
}

function queryOf({ name, scope, columns }: SyncTable): string | null {
  const select = `SELECT id, ${columns.join(', ')} FROM ${name}`
  if (scope === 'firm') return select
  const own = OWN_ROWS[name]
  return own === undefined ? null : `${select} WHERE id IN (${own})`
}

function asText(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('hex') : String(value)
}

/** Says where two copies differ; empty when they show the same. */
export function differences(one: Shown, other: Shown): string[] {
  return [...one].flatMap(([table, rows]) => {
    const others = other.get(table) ?? new Map<string, string>()
    const ids = new Set([...rows.keys(), ...others.keys()])
    return [...ids].filter((id) => rows.get(id) !== others.get(id)).map((id) => `${table} ${id}: ${rows.get(id) ?? '-'} <> ${others.get(id) ?? '-'}`)
  })
}

/** Gives what a copy holds back, by reason, and how far its clock went, UTC ms. */
export function readState(directory: string): { readonly held: string[]; readonly clockMs: number } {
  const db = openDatabase(join(directory, 'tributary.db'), 'read', null)
  try {
    const held = db.prepare<[], string>("SELECT reason || ' ' || scope || ' ' || n FROM sync_hold").pluck().all()
    const hlc = Number(db.prepare('SELECT last_hlc FROM sync_ctx').pluck().get())
    return { held, clockMs: Date.UTC(2020, 0, 1) + Math.floor(hlc / 4096) }
  } finally {
    db.close()
  }
}
