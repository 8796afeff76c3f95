import type { Statement } from 'better-sqlite3'
import type { ImportRequest } from '#shared/contract/imports.contract.ts'
import { mayDo, maySetOwner } from '#shared/domain/rights/rights.ts'
import { CREATE_ACTIONS } from '#shared/domain/rights/table-rights.ts'
import { derivedId } from '../../../db/derived-id.ts'
import type { SyncTableName } from '../../../db/registry.ts'
import type { Firm, Workspace } from '../../../db/workspace.ts'
import type { ParsedRow } from '../parsed-row.ts'
import { problem, type ReferenceTarget } from '../problem.ts'
import { type NotFoundLookup, type Ref, ReferenceIndex, UnitIndex } from '../references.ts'
import type { RowLog } from '../row-log.ts'
import { type Values, WriteSet } from '../write-set.ts'

export type CreateTarget = keyof typeof CREATE_ACTIONS

/** What the planners of all entities share: the indexes of what is there, and the set of what will be written. */
export class ImportContext {
  readonly workspace: Workspace
  readonly firm: Firm
  readonly request: Pick<ImportRequest, 'entity' | 'onDuplicate' | 'keys'>
  readonly log: RowLog
  readonly writes = new WriteSet()
  readonly today: string
  /** Targets that this import made, by month and scope. */
  readonly plannedTargets = new Map<string, Ref>()
  /** Products that this import made with a code only, until a line has a name for them. */
  readonly namelessProducts = new Set<Ref>()
  readonly #create: ReadonlySet<string>
  readonly #indexes = new Map<SyncTableName, ReferenceIndex>()
  readonly #statements = new Map<string, Statement>()
  #units: UnitIndex | null = null

  constructor(workspace: Workspace, request: Pick<ImportRequest, 'entity' | 'onDuplicate' | 'keys'>, create: readonly CreateTarget[], log: RowLog) {
    this.workspace = workspace
    this.firm = workspace.firm()
    this.request = request
    this.log = log
    this.today = workspace.clock.today()
    this.#create = new Set(create)
  }

  /** Whether the map asks for it and the person's role allows it. */
  mayCreate(target: CreateTarget): boolean {
    return this.#create.has(target) && mayDo(this.workspace.actor.role, CREATE_ACTIONS[target])
  }

  /** A prepared query, made once: preparing costs more than most of the queries themselves. */
  query<Row>(sql: string): Statement<unknown[], Row> {
    let statement = this.#statements.get(sql)
    if (statement === undefined) this.#statements.set(sql, (statement = this.workspace.db.prepare(sql)))
    return statement as Statement<unknown[], Row>
  }

  index(table: SyncTableName): ReferenceIndex {
    let index = this.#indexes.get(table)
    if (index === undefined) this.#indexes.set(table, (index = new ReferenceIndex(this.workspace.db, table)))
    return index
  }

  get units(): UnitIndex {
    return (this.#units ??= new UnitIndex(this.workspace.db))
  }

  /**
   * An id for a new record of a natural key: the same row imported in two copies is one record when they merge. A key whose id
   * is taken (by a record that was renamed since) gets a random one.
   */
  newId(table: SyncTableName, ...key: readonly (string | Uint8Array | null)[]): Buffer {
    const id = derivedId(table, this.firm.id, ...key)
    return this.isTaken(table, id) ? this.randomId() : id
  }

  randomId(): Buffer {
    return this.workspace.newId(this.workspace.clock.now())
  }

  isTaken(table: SyncTableName, id: Buffer): boolean {
    if (this.writes.inserted(table, id) !== undefined) return true
    return this.query(`SELECT 1 FROM ${table} WHERE id = ?`).get(id) !== undefined
  }

  /** The record as it is now; undefined when this import made it. */
  existing(table: SyncTableName, id: Buffer): Readonly<Record<string, unknown>> | undefined {
    return this.query<Record<string, unknown>>(`SELECT * FROM ${table} WHERE id = ?`).get(id)
  }

  /** What somebody imports who may not assign is his own; anybody else's belongs to nobody until the file says so. */
  get defaultOwner(): Buffer | null {
    const { role, employeeId } = this.workspace.actor
    return mayDo(role, 'customers.assign') ? null : Buffer.from(employeeId)
  }

  /** Rejects the row when its field names an owner whom this person may not set; true when he may. */
  requireOwner(row: ParsedRow, field: string, ownerId: unknown): boolean {
    const { role, employeeId } = this.workspace.actor
    const owner = Buffer.isBuffer(ownerId) ? ownerId.toString('hex') : null
    if (maySetOwner(role, Buffer.from(employeeId).toString('hex'), owner)) return true
    this.log.reject(row.number, row.header(field), problem('may-not-assign', { text: row.text(field) ?? '' }))
    return false
  }

  /** Rejects the row for a reference that leads nowhere; gives null. */
  refuseReference(row: ParsedRow, field: string, target: ReferenceTarget, text: string, lookup: NotFoundLookup): null {
    const isBarred = lookup.kind === 'unknown' && this.#create.has(target)
    this.log.reject(row.number, row.header(field), problem(isBarred ? `may-not-create-${target}` : `${lookup.kind}-${target}`, { text }))
    return null
  }

  /** Plans a new record and makes it findable. */
  addNamed(table: SyncTableName, id: Buffer, code: string | null, name: string, values: Values): Ref {
    this.writes.insert(table, id, values)
    const ref = { id }
    this.index(table).add(ref, code, name)
    return ref
  }
}
