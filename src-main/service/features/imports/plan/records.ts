import type { SyncTableName } from '../../../db/registry.ts'
import { refuse } from '../../../refusal.ts'
import { FIELDS } from '../fields/catalogue.ts'
import type { ParsedRow } from '../parsed-row.ts'
import { problem, type ReferenceTarget } from '../problem.ts'
import type { Lookup, Ref } from '../references.ts'
import { changedColumns, type SqlValue, type Stamp, type Values } from '../write-set.ts'
import type { ImportContext } from './import-context.ts'
import type { Planner } from './planner.ts'
import { ownValues, type RecordSpec } from './record-spec.ts'

interface Pending {
  readonly row: ParsedRow
  readonly ref: Ref
}

const TARGETS: Readonly<Partial<Record<SyncTableName, ReferenceTarget>>> = {
  customer: 'customer', contact: 'contact', product: 'product', employee: 'employee', opportunity: 'opportunity',
}

/** Plans the records of every entity that is one row per record. */
export class RecordPlanner implements Planner {
  readonly #context: ImportContext
  readonly #spec: RecordSpec
  readonly #kinds: ReadonlyMap<string, string>
  readonly #chosenKeys: ChosenKeys | null
  readonly #pending: Pending[] = []

  constructor(context: ImportContext, spec: RecordSpec) {
    this.#context = context
    this.#spec = spec
    this.#kinds = new Map(FIELDS[context.request.entity].map((field) => [field.name, field.kind]))
    this.#chosenKeys = context.request.keys === undefined || context.request.keys.length === 0 ? null : chosenKeys(context, spec, context.request.keys)
  }

  get isEmpty(): boolean {
    return this.#context.writes.size === 0
  }

  add(row: ParsedRow): void {
    const context = this.#context
    const spec = this.#spec
    const values: Values = { ...ownValues(spec, row, (field) => this.#valueOf(row, field)), ...spec.references?.(context, row) }
    if (context.log.isRejected(row.number)) return

    const lookup = this.#chosenKeys?.find(values) ?? spec.find(context, row, values)
    if (lookup.kind !== 'found') return lookup.kind === 'unknown' ? this.#create(row, values, false) : this.#refuse(row, lookup.kind)
    if (context.request.onDuplicate === 'new') return this.#create(row, values, true)
    if (context.request.onDuplicate === 'skip') return context.log.count('skipped')
    this.#update(row, lookup.ref, values)
  }

  addRejected(): void {
    // A row of its own: nothing else hangs on it.
  }

  finish(): void {
    const { late } = this.#spec
    if (late === undefined) return
    for (const { row, ref } of this.#pending) {
      const target = late.find(this.#context, row)
      if (target !== null) {
        const before = this.#context.existing(this.#spec.table, ref.id)
        const patch = before === undefined ? { [late.column]: target.id } : changedColumns(before, { [late.column]: target.id })
        if (Object.keys(patch).length > 0) this.#context.writes.set(this.#spec.table, ref.id, patch)
      } else if (this.#context.log.isRejected(row.number)) {
        // Its line goes to the rejected ones; what it would have written must not stay.
        this.#context.log.count(this.#context.writes.inserted(this.#spec.table, ref.id) === undefined ? 'updated' : 'created', -1)
        this.#context.writes.discard(this.#spec.table, ref.id)
      }
    }
  }

  write(stamp: Stamp): Map<SyncTableName, number> {
    return this.#context.writes.apply(this.#context.workspace.db, stamp)
  }

  #create(row: ParsedRow, values: Values, isDouble: boolean): void {
    const context = this.#context
    const { table, ownerField } = this.#spec
    if (ownerField !== undefined && values['owner_id'] !== undefined && !context.requireOwner(row, ownerField, values['owner_id'])) return
    const complete = this.#spec.complete(context, row, values)
    if (complete === null) return
    const id = isDouble ? context.randomId() : context.newId(table, ...this.#spec.key(context, row, complete))
    const ref = { id }
    context.writes.insert(table, id, complete)
    this.#spec.remember(context, ref, complete, row)
    this.#chosenKeys?.add(ref, complete)
    this.#spec.after?.(context, row, ref, complete, undefined)
    context.log.count('created')
    this.#later(row, ref)
  }

  #update(row: ParsedRow, ref: Ref, values: Values): void {
    const context = this.#context
    const { table, ownerField } = this.#spec
    const planned = context.writes.inserted(table, ref.id)
    const before = planned ?? context.existing(table, ref.id)
    if (before === undefined) throw new Error(`import: ${table} was found and is not there`)
    const earlier = { ...before }
    const patch = changedColumns(before, values)
    if (ownerField !== undefined && patch['owner_id'] !== undefined && !context.requireOwner(row, ownerField, patch['owner_id'])) return
    const hasPatch = Object.keys(patch).length > 0
    if (hasPatch) context.writes.set(table, ref.id, patch)
    const hasMore = this.#spec.after?.(context, row, ref, { ...planned, ...values }, earlier) === true
    context.log.count(hasPatch || hasMore ? 'updated' : 'skipped')
    this.#later(row, ref)
  }

  #later(row: ParsedRow, ref: Ref): void {
    const { late } = this.#spec
    if (late !== undefined && row.text(late.field) !== null) this.#pending.push({ row, ref })
  }

  #refuse(row: ParsedRow, kind: 'ambiguous' | 'deleted'): void {
    const text = row.text(`${this.#spec.table}.code`) ?? row.text(`${this.#spec.table}.name`) ?? ''
    const target = TARGETS[this.#spec.table]
    const found = kind === 'deleted' || target === undefined ? problem('in-bin', { text }) : problem(`ambiguous-${target}`, { text })
    this.#context.log.reject(row.number, null, found)
  }

  #valueOf(row: ParsedRow, field: string): SqlValue {
    switch (this.#kinds.get(field)) {
      case 'date':
        return row.date(field)?.day ?? null
      case 'count':
      case 'money':
      case 'price':
      case 'quantity':
      case 'percent':
        return row.amount(field)
      default: {
        const text = row.text(field)
        return field === 'product.is_active' && text !== null ? Number(text) : text
      }
    }
  }
}

/** Keys that the user chose instead of the entity's own. */
interface ChosenKeys {
  find(values: Values): Lookup | null
  add(ref: Ref, values: Values): void
}

function chosenKeys(context: ImportContext, spec: RecordSpec, fields: readonly string[]): ChosenKeys {
  const columns = fields.map((field) => spec.columns[field] ?? refuse('import-unknown-key', { field }))
  const refs = new Map<string, Ref>()
  const keyOf = (values: Readonly<Record<string, unknown>>): string | null => {
    const parts = columns.map((column) => values[column])
    return parts.some((part) => part === null || part === undefined) ? null : JSON.stringify(parts)
  }
  for (const row of context.workspace.db.prepare<[], Values & { id: Buffer }>(`SELECT id, ${columns.join(', ')} FROM ${spec.table}`).all()) {
    const key = keyOf(row)
    if (key !== null) refs.set(key, { id: row.id })
  }
  return {
    find(values) {
      const key = keyOf(values)
      // A row without the chosen key cannot be known by it; the entity's own keys decide.
      if (key === null) return null
      const ref = refs.get(key)
      return ref === undefined ? { kind: 'unknown' } : { kind: 'found', ref }
    },
    add(ref, values) {
      const key = keyOf(values)
      if (key !== null) refs.set(key, ref)
    },
  }
}
