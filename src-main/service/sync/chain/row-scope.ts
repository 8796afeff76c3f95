import type { Database, Statement } from 'better-sqlite3'
import { syncTable, type SyncTable, type SyncTableName } from '../../db/registry.ts'
import type { RowRecord } from '../engine/row-record.ts'
import { repScope, type Scope, unitScope } from '../identity/scope.ts'
import { readTombBody, type SqlValue } from '../store/tomb-body.ts'

/** Gives the scopes whose readers a row is for. */
export interface RowScopes {
  /** `stated` = what is at hand of the row: it need not be looked up then. */
  of(table: SyncTable, id: Buffer, stated?: Pick<RowRecord<SqlValue>, 'mask' | 'values'>): readonly Scope[]
}

/** A rep's copy says everything of customers in his own scope: whose they are is for the managers' copies to know. */
export function scopesOfRep(employee: Uint8Array): RowScopes {
  const own = [repScope(employee)]
  return { of: (table) => (table.scope === 'firm' ? ['firm'] : own) }
}

type Values = readonly (SqlValue | undefined)[]

/** Columns that decide where a row belongs, by table. */
export const ROUTING: Partial<Readonly<Record<SyncTableName, readonly string[]>>> = {
  customer: ['owner_id', 'org_unit_id'],
  customer_contact: ['customer_id', 'contact_id'],
  opportunity: ['customer_id', 'owner_id'],
  stage_change: ['opportunity_id'],
  sales_order: ['customer_id', 'employee_id'],
  order_line: ['order_id'],
  activity: ['customer_id', 'owner_id'],
  activity_contact: ['activity_id'],
}

const MOST_CACHED = 50_000

/**
 * Scopes as a manager's copy sees them: a customer's file is for its owner; without an owner for the unit; else for those who hold
 * everything. A deal, an order or an activity is also for the person who owns it; a contact for the owners of all customers it is linked with.
 *
 * Edge    a row in the bin is where it would be if it lived. What refers to something that is not here is for those who hold everything.
 * Cost    one or two look-ups a row; parents are remembered, so make a new one for each transaction.
 */
export class ManagerScopes implements RowScopes {
  readonly #db: Database
  readonly #known = new Map<string, readonly Scope[]>()
  readonly #living = new Map<SyncTableName, Statement<[Buffer], Values>>()
  readonly #tomb: Statement<[number, Buffer], { body: Buffer }>
  readonly #links: Statement<[Buffer], Buffer>

  constructor(db: Database) {
    this.#db = db
    this.#tomb = db.prepare('SELECT body FROM sync_tomb WHERE tbl = ? AND id = ?')
    this.#links = db.prepare<[Buffer], Buffer>('SELECT customer_id FROM customer_contact WHERE contact_id = ?').pluck()
  }

  of(table: SyncTable, id: Buffer, stated?: Pick<RowRecord<SqlValue>, 'mask' | 'values'>): readonly Scope[] {
    if (table.scope === 'firm') return ['firm']
    const isParent = table.name === 'customer' || table.name === 'sales_order' || table.name === 'opportunity' || table.name === 'activity'
    if (!isParent) return this.#find(table, id, stated)
    const key = id.toString('latin1')
    let scopes = this.#known.get(key)
    if (!scopes) {
      if (this.#known.size >= MOST_CACHED) this.#known.clear()
      this.#known.set(key, (scopes = this.#find(table, id, stated)))
    }
    return scopes
  }

  /** The scope that a row with this value in a routing column was or is for. */
  ofRoute(column: string, value: SqlValue): readonly Scope[] {
    if (!Buffer.isBuffer(value)) return []
    if (column === 'owner_id' || column === 'employee_id') return [repScope(value)]
    if (column === 'org_unit_id') return [unitScope(value)]
    const parent = PARENT_OF_COLUMN[column]
    return parent === undefined ? [] : this.of(syncTable(parent), value)
  }

  #find(table: SyncTable, id: Buffer, stated?: Pick<RowRecord<SqlValue>, 'mask' | 'values'>): readonly Scope[] {
    if (table.name === 'contact') {
      const scopes = this.#links.all(id).flatMap((customer) => this.of(syncTable('customer'), customer))
      return scopes.length === 0 ? ['whole'] : [...new Set(scopes)]
    }
    const columns = ROUTING[table.name] ?? []
    const values = (stated && valuesIn(table, columns, stated)) ?? this.#values(table, columns, id)
    if (table.name === 'customer') return [ownScope(values)]
    const scopes = new Set<Scope>(columns.flatMap((column, i) => (column === 'contact_id' ? [] : this.ofRoute(column, values[i] ?? null))))
    // what belongs to a person or a customer is not also for everybody above: they read all scopes anyway
    if (scopes.size > 1) scopes.delete('whole')
    return scopes.size === 0 ? ['whole'] : [...scopes]
  }

  #values(table: SyncTable, columns: readonly string[], id: Buffer): Values {
    let select = this.#living.get(table.name)
    if (!select) {
      select = this.#db.prepare<[Buffer], Values>(`SELECT ${columns.join(', ')} FROM ${table.name} WHERE id = ?`).raw()
      this.#living.set(table.name, select)
    }
    const living = select.get(id)
    if (living) return living
    const tomb = this.#tomb.get(table.number, id)
    if (!tomb) return []
    const body = readTombBody(table, tomb.body)
    return columns.map((column) => body.values[table.columns.indexOf(column)])
  }
}

/** The values of columns, null when not all of them are stated. */
function valuesIn({ columns }: SyncTable, wanted: readonly string[], { mask, values }: Pick<RowRecord<SqlValue>, 'mask' | 'values'>): Values | null {
  const places = wanted.map((column) => columns.indexOf(column))
  return places.every((place) => (mask & (1 << place)) !== 0) ? places.map((place) => values[place]) : null
}

const PARENT_OF_COLUMN: Readonly<Record<string, SyncTableName>> = {
  customer_id: 'customer', opportunity_id: 'opportunity', order_id: 'sales_order', activity_id: 'activity',
}

function ownScope([owner, unit]: Values): Scope {
  if (Buffer.isBuffer(owner)) return repScope(owner)
  return Buffer.isBuffer(unit) ? unitScope(unit) : 'whole'
}
