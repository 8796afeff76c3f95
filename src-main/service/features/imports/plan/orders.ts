import type { Database } from 'better-sqlite3'
import { toDayNumber } from '#shared/kernel/plain-date.ts'
import { childId, derivedIdAt } from '../../../db/derived-id.ts'
import type { SyncTableName } from '../../../db/registry.ts'
import { deletedOnPurpose } from '../bin.ts'
import { ownCopy } from '../own-copy.ts'
import type { ParsedRow } from '../parsed-row.ts'
import { problem } from '../problem.ts'
import type { Ref } from '../references.ts'
import { changedColumns, type Stamp, type Values } from '../write-set.ts'
import type { ImportContext } from './import-context.ts'
import { type DraftLine, LineStore } from './line-store.ts'
import { draftLine, type OrderDraft } from './order-draft.ts'
import { type NewDocument, writeDocuments } from './order-writer.ts'
import type { Planner } from './planner.ts'
import { customerOf, employeeOf, filled, productOf } from './referenced.ts'

const DAY_MS = 86_400_000

/**
 * Plans sales documents from a file with one row per line.
 *
 * Shape   lines of one number are one document; those that came back are a return of its own, under the same number when
 *         everything came back, else with -R behind it. An invoice is imported wholly or not at all.
 * Edge    without a customer it is an anonymous sale.
 * Cost    about 60 bytes a line until it is written.
 */
export class OrderPlanner implements Planner {
  readonly #context: ImportContext
  readonly #drafts = new Map<string, OrderDraft>()
  readonly #documents: NewDocument[] = []
  readonly #deletedNumbers: ReadonlySet<string>
  readonly #lines = new LineStore()

  constructor(context: ImportContext) {
    this.#context = context
    this.#deletedNumbers = deletedNumbers(context.workspace.db)
  }

  get isEmpty(): boolean {
    return this.#documents.length === 0 && this.#context.writes.size === 0
  }

  add(row: ParsedRow): void {
    const number = row.text('order.number')
    const date = row.date('order.date')
    if (number === null) return this.#reject(row, 'order.number', null)
    if (date === null) return this.#reject(row, 'order.date', number)
    const customer = customerOf(this.#context, row)
    const employee = row.has('order.employee') ? employeeOf(this.#context, row, 'order.employee') : null
    const product = productOf(this.#context, row)
    const draft = this.#draftOf(row, number, date.day, customer, employee)
    if (this.#context.log.isRejected(row.number)) draft.isRejected = true
    if (draft.isRejected) return this.#leaveOut(row, draft)

    const line = draftLine(row, product, draft.currency, draft.statesReturn)
    if ('kind' in line) {
      this.#context.log.reject(row.number, row.header('line.quantity'), line)
      draft.isRejected = true
      return
    }
    const difference = disagreement(draft, customer, date.day)
    if (difference !== null) {
      this.#context.log.reject(row.number, row.header(difference), problem('order-differs', { number, field: row.header(difference) ?? difference }))
      draft.isRejected = true
      return
    }
    draft.lines.push(this.#lines.add(row.number, line))
  }

  addRejected(row: ParsedRow): void {
    const number = row.text('order.number')
    if (number === null) return
    const draft = this.#drafts.get(number)
    if (draft !== undefined) draft.isRejected = true
    else this.#drafts.set(number, { ...EMPTY_DRAFT, number, currency: this.#context.firm.currency, lines: [], isRejected: true })
  }

  finish(): void {
    for (const draft of this.#drafts.values()) {
      if (draft.isRejected) {
        this.#rejectRest(draft)
        continue
      }
      const sales = draft.lines.filter((place) => !this.#lines.isReturn(place))
      const returns = draft.lines.filter((place) => this.#lines.isReturn(place))
      const returnNumber = sales.length > 0 ? `${draft.number}-R` : draft.number
      if (sales.length > 0 && this.#refuseDeleted(draft, draft.number, 'sale')) continue
      if (returns.length > 0 && this.#refuseDeleted(draft, returnNumber, 'return')) continue
      const saleId = sales.length > 0 ? this.#plan(draft, draft.number, 'sale', sales, null) : null
      if (returns.length > 0) this.#plan(draft, returnNumber, 'return', returns, saleId)
    }
    this.#drafts.clear()
  }

  write(stamp: Stamp, everySoOften: (done: number, total: number) => void): Map<SyncTableName, number> {
    const { db } = this.#context.workspace
    const counts = this.#context.writes.apply(db, stamp)
    const lines = writeDocuments(db, this.#documents, this.#lines, stamp, everySoOften)
    const add = (table: SyncTableName, count: number): void => {
      if (count > 0) counts.set(table, (counts.get(table) ?? 0) + count)
    }
    add('sales_order', this.#documents.length)
    add('order_line', lines)
    return counts
  }

  #reject(row: ParsedRow, field: string, number: string | null): void {
    this.#context.log.reject(row.number, row.header(field), problem('required', { field: row.header(field) ?? field }))
    if (number !== null) this.addRejected(row)
  }

  #draftOf(row: ParsedRow, number: string, day: string, customer: Ref | null, employee: Ref | null): OrderDraft {
    const known = this.#drafts.get(number)
    if (known !== undefined) return known
    const draft: OrderDraft = {
      number: ownCopy(number),
      customer,
      employee,
      day,
      channel: copied(row.text('order.channel')),
      currency: row.text('order.currency') ?? this.#context.firm.currency,
      origin: copied(row.text('order.origin')),
      note: copied(row.text('order.note')),
      statesReturn: row.text('order.kind') === 'return',
      lines: [],
      isRejected: false,
    }
    this.#drafts.set(draft.number, draft)
    return draft
  }

  /** The lines that were read before the wrong one came. */
  #rejectRest(draft: OrderDraft): void {
    for (const place of draft.lines) this.#context.log.reject(this.#lines.rowOf(place), null, problem('order-incomplete', { number: draft.number }))
  }

  #leaveOut(row: ParsedRow, draft: OrderDraft): void {
    if (!this.#context.log.isRejected(row.number)) this.#context.log.reject(row.number, null, problem('order-incomplete', { number: draft.number }))
  }

  /** A document in the bin does not come back by the way; the user restores it, or not. */
  #refuseDeleted(draft: OrderDraft, number: string, kind: 'sale' | 'return'): boolean {
    if (!this.#deletedNumbers.has(`${kind} ${number}`) || this.#existing(number, kind) !== undefined) return false
    for (const place of draft.lines) this.#context.log.reject(this.#lines.rowOf(place), null, problem('in-bin', { text: number }))
    return true
  }

  #existing(number: string, kind: 'sale' | 'return'): (Values & { id: Buffer }) | undefined {
    return this.#context.query<Values & { id: Buffer }>('SELECT * FROM sales_order WHERE number = ? AND kind = ?').get(number, kind)
  }

  /** Gives the document's id. */
  #plan(draft: OrderDraft, number: string, kind: 'sale' | 'return', lines: readonly number[], saleId: Buffer | null): Buffer {
    const { log, request } = this.#context
    const values: Values = {
      number,
      kind,
      customer_id: draft.customer?.id ?? null,
      employee_id: draft.employee?.id ?? this.#context.defaultOwner,
      ordered_on: draft.day,
      channel: draft.channel,
      currency: draft.currency,
      origin_id: kind === 'return' ? (saleId ?? this.#originOf(draft)) : null,
      note: draft.note,
    }
    const found = this.#existing(number, kind)
    if (found === undefined || request.onDuplicate === 'new') {
      const id = found === undefined ? this.#newId(draft.day, number, kind) : this.#context.randomId()
      this.#documents.push({ id, values, lines })
      log.count('created', lines.length)
      return id
    }
    if (request.onDuplicate === 'skip') log.count('skipped', lines.length)
    else log.count(this.#update(found, values, lines) ? 'updated' : 'skipped', lines.length)
    return found.id
  }

  #newId(day: string, number: string, kind: string): Buffer {
    const unixMs = Math.max(0, toDayNumber(day) * DAY_MS)
    const id = derivedIdAt('sales_order', this.#context.firm.id, unixMs, number, kind)
    return this.#context.isTaken('sales_order', id) ? this.#context.randomId() : id
  }

  #originOf(draft: OrderDraft): Buffer | null {
    if (draft.origin === null) return null
    return this.#context.query<{ id: Buffer }>("SELECT id FROM sales_order WHERE number = ? AND kind = 'sale'").get(draft.origin)?.id ?? null
  }

  /** Brings a document that is there to what the file says; an empty cell keeps the old value. */
  #update(found: Values & { id: Buffer }, values: Values, lines: readonly number[]): boolean {
    const { writes } = this.#context
    const patch = changedColumns(found, filled(values))
    if (Object.keys(patch).length > 0) writes.update('sales_order', found.id, patch)
    let isChanged = Object.keys(patch).length > 0
    const old = this.#context.query<Values & { id: Buffer }>('SELECT * FROM order_line WHERE order_id = ? ORDER BY position').all(found.id)
    lines.forEach((place, position) => {
      const wanted = lineValues(this.#lines.line(place))
      const before = old[position]
      if (before === undefined) {
        writes.insert('order_line', this.#freeChildId(found.id, position), { order_id: found.id, position, ...wanted })
        isChanged = true
        return
      }
      const linePatch = changedColumns(before, filled(wanted))
      if (Object.keys(linePatch).length === 0) return
      writes.update('order_line', before.id, linePatch)
      isChanged = true
    })
    for (const surplus of old.slice(lines.length)) {
      writes.remove('order_line', surplus.id)
      isChanged = true
    }
    return isChanged
  }

  #freeChildId(orderId: Buffer, position: number): Buffer {
    const id = childId(orderId, position)
    return this.#context.isTaken('order_line', id) ? this.#context.randomId() : id
  }
}

function copied(text: string | null): string | null {
  return text === null ? null : ownCopy(text)
}

const EMPTY_DRAFT: Omit<OrderDraft, 'number' | 'currency' | 'lines' | 'isRejected'> = {
  customer: null,
  employee: null,
  day: '',
  channel: null,
  origin: null,
  note: null,
  statesReturn: false,
}

export function lineValues(line: DraftLine): Values {
  return {
    product_id: line.product?.id ?? null,
    description: line.description,
    quantity_milli: line.quantityMilli,
    unit_price_minor: line.unitPriceMinor,
    discount_bp: line.discountBp,
    amount_minor: line.amountMinor,
    cost_minor: line.costMinor,
  }
}

function disagreement(draft: OrderDraft, customer: Ref | null, day: string): string | null {
  if (draft.customer !== customer && !(draft.customer !== null && customer !== null && draft.customer.id.equals(customer.id))) return 'customer.code'
  return draft.day === day ? null : 'order.date'
}

function deletedNumbers(db: Database): Set<string> {
  return new Set(deletedOnPurpose(db, 'sales_order', { number: 'number', kind: 'kind' }).map(({ number, kind }) => `${kind ?? ''} ${number ?? ''}`))
}
