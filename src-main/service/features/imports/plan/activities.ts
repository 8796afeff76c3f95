import { derivedIdAt } from '../../../db/derived-id.ts'
import type { SyncTableName } from '../../../db/registry.ts'
import type { ReadDate } from '../parse/date.ts'
import type { ParsedRow } from '../parsed-row.ts'
import { problem } from '../problem.ts'
import type { Ref } from '../references.ts'
import type { Stamp, Values } from '../write-set.ts'
import { contactsOf } from './contacts.ts'
import type { ImportContext } from './import-context.ts'
import type { Planner } from './planner.ts'
import { competitorOf, employeeOf, missing, requiredCustomer } from './referenced.ts'

const NOON_MS = 43_200_000
const SUBJECT_CHARACTERS = 60

/**
 * Plans a file of visits, calls and the like. An activity has no number: the same kind, customer, person, time and text is the
 * same activity, so that a file imported twice does not double the diary.
 */
export class ActivityPlanner implements Planner {
  readonly #context: ImportContext
  readonly #seen = new Map<string, number>()

  constructor(context: ImportContext) {
    this.#context = context
  }

  get isEmpty(): boolean {
    return this.#context.writes.size === 0
  }

  add(row: ParsedRow): void {
    const context = this.#context
    const kind = row.text('activity.kind')
    if (kind === null) return void missing(context, row, 'activity.kind')
    const customer = requiredCustomer(context, row)
    const owner = employeeOf(context, row, 'activity.owner')
    const competitor = competitorOf(context, row, 'activity.competitor')
    const opportunity = this.#opportunity(row)
    const contact = customer === null ? null : this.#contact(row, customer)
    const done = row.date('activity.date')
    const planned = row.date('activity.planned_on')
    if (done === null && planned === null) return void missing(context, row, 'activity.date')
    if (context.log.isRejected(row.number) || customer === null) return

    // A date still to come is a plan, whatever the column is called.
    const isAhead = done !== null && done.day > context.today
    const result = row.text('activity.result')
    const values: Values = {
      kind,
      customer_id: customer.id,
      opportunity_id: opportunity?.id ?? null,
      owner_id: owner?.id ?? Buffer.from(context.workspace.actor.employeeId),
      subject: row.text('activity.subject') ?? subjectFrom(result) ?? kind,
      planned_on: planned?.day ?? (isAhead ? done.day : null),
      done_at: done === null || isAhead ? null : instantOf(done),
      result,
      place: row.text('activity.place'),
      minutes: row.amount('activity.minutes'),
      competitor_id: competitor?.id ?? null,
    }
    this.#plan(row, values, done ?? planned, contact)
  }

  addRejected(): void {
    // A row of its own: nothing else hangs on it.
  }

  finish(): void {
    // Every row is settled when it comes.
  }

  write(stamp: Stamp): Map<SyncTableName, number> {
    return this.#context.writes.apply(this.#context.workspace.db, stamp)
  }

  #plan(row: ParsedRow, values: Values, when: ReadDate | null, contact: Ref | null): void {
    const context = this.#context
    const id = this.#idOf(values, when)
    const isKnown = context.isTaken('activity', id)
    if (isKnown && context.request.onDuplicate !== 'new') return context.log.count('skipped')
    if (!context.requireOwner(row, 'activity.owner', values['owner_id'])) return
    const own = isKnown ? context.randomId() : id
    context.writes.insert('activity', own, values)
    if (contact !== null) context.writes.insert('activity_contact', context.newId('activity_contact', own, contact.id), { activity_id: own, contact_id: contact.id })
    context.log.count('created')
  }

  /** The nth equal row of a file is the nth equal activity. */
  #idOf(values: Values, when: ReadDate | null): Buffer {
    const parts = [values['kind'], values['customer_id'], values['owner_id'], when?.day ?? '', String(when?.timeMs ?? 0), values['subject'], values['result']]
    const key = parts.map((part) => (Buffer.isBuffer(part) ? part.toString('hex') : String(part ?? '')))
    const text = key.join('\u0001')
    const nth = this.#seen.get(text) ?? 0
    this.#seen.set(text, nth + 1)
    const unixMs = when === null ? 0 : Math.max(0, Date.parse(`${when.day}T00:00:00Z`) + when.timeMs)
    return derivedIdAt('activity', this.#context.firm.id, unixMs, ...key, String(nth))
  }

  #contact(row: ParsedRow, customer: Ref): Ref | null {
    const name = row.text('contact.name')
    if (name === null) return null
    const people = contactsOf(this.#context)
    const contact = people.find(customer.id, { name, phone: row.text('contact.phone'), mail: row.text('contact.mail') })
    if (contact !== undefined && people.linkOf(customer.id, contact) !== undefined) return contact
    const isElsewhere = contact !== undefined || people.hasName(name)
    const found = isElsewhere
      ? problem('contact-not-linked', { contact: name, customer: row.text('customer.name') ?? row.text('customer.code') ?? '' })
      : problem('unknown-contact', { text: name })
    this.#context.log.reject(row.number, row.header('contact.name'), found)
    return null
  }

  #opportunity(row: ParsedRow): Ref | null {
    const text = row.text('activity.opportunity')
    if (text === null) return null
    const lookup = this.#context.index('opportunity').byEither(text)
    return lookup.kind === 'found' ? lookup.ref : this.#context.refuseReference(row, 'activity.opportunity', 'opportunity', text, lookup)
  }
}

/** Local time on the machine that imports; a bare day is noon, which is the same day in every time zone of the country. */
function instantOf({ day, timeMs }: ReadDate): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const time = timeMs === 0 ? NOON_MS : timeMs
  return new Date(year, month - 1, date, 0, 0, 0, time).getTime()
}

function subjectFrom(result: string | null): string | null {
  const line = result?.split(/[\r\n]/)[0]?.trim() ?? ''
  return line === '' ? null : line.slice(0, SUBJECT_CHARACTERS)
}
