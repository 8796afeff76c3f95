import fc from 'fast-check'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idText } from '#service/db/record-id.ts'
import { syncTable } from '#service/db/registry.ts'
import { quietReport } from '#service/jobs/task.ts'
import { mergeSource } from '#service/sync/merge.ts'
import { type Change, type ContentOf, type Copy, foundCopies, rowId, sorted, type TestedRow, withCopies } from './convergence-copies.ts'
import { merge, type Row } from './convergence-oracle.ts'

const MAX_REPS = 3
const FILES = 3
/** More runs than the default: TRIBUTARY_RUNS=1000. */
const RUNS = Number(process.env['TRIBUTARY_RUNS'] ?? 30)

/** Where each part of a customer's file stands in it. */
const PART = { customer: 0, contact: 1, link: 2, deal: 3, move: 4, order: 5, line: 6, activity: 7, guest: 8 } as const
const PARTS = Object.keys(PART).length
const at = (file: number, part: number): number => file * PARTS + part

/** One customer with everything that can hang on it. Whose an order is stands in `employee_id`, elsewhere in `owner_id`. */
function fileRows(file: number): TestedRow[] {
  const id = (part: number): Buffer => rowId(at(file, part))
  const some = Buffer.alloc(16, 255)
  return [
    { name: 'customer', needed: { name: 'n', kind: 'firm', life_cycle: 'potential' }, editable: ['owner_id', 'note', 'grade'] },
    { name: 'contact', needed: { name: 'n' }, editable: ['phone', 'note'] },
    { name: 'customer_contact', needed: { customer_id: id(PART.customer), contact_id: id(PART.contact), role: 'buys' }, editable: ['from_on'] },
    { name: 'opportunity', needed: { name: 'n', customer_id: id(PART.customer), pipeline_id: some, stage_id: some, currency: 'CNY' }, editable: ['note', 'owner_id'] },
    { name: 'stage_change', needed: { opportunity_id: id(PART.deal), to_stage_id: some, changed_at: 1 }, editable: ['from_stage_id'] },
    { name: 'sales_order', needed: { number: '1', kind: 'sale', customer_id: id(PART.customer), ordered_on: '2026-01-01', currency: 'CNY' }, editable: ['note', 'employee_id'] },
    {
      name: 'order_line',
      needed: { order_id: id(PART.order), position: 1, quantity_milli: 1, unit_price_minor: 1, discount_bp: 0, amount_minor: 1 },
      editable: ['description'],
    },
    { name: 'activity', needed: { kind: 'call', subject: 'n', customer_id: id(PART.customer) }, editable: ['result', 'owner_id'] },
    { name: 'activity_contact', needed: { activity_id: id(PART.activity), contact_id: id(PART.contact) }, editable: ['contact_id'] },
  ]
}
const ROWS = Array.from({ length: FILES }, (_, file) => fileRows(file)).flat()

const isOwnership = (column: string): boolean => column === 'owner_id' || column === 'employee_id'

let founded = ''
beforeAll(() => {
  founded = foundCopies(['manager', ...Array.from({ length: MAX_REPS }, () => 'rep' as const)])
})
afterAll(() => rmSync(founded, { recursive: true, force: true }))

type Step =
  | (Change & { readonly site: number })
  | { readonly do: 'file'; readonly site: number; readonly file: number; readonly value: number }
  | { readonly do: 'merge'; readonly site: number; readonly from: number }

const site = fc.nat(MAX_REPS)
const row = fc.nat(ROWS.length - 1)
const file = fc.nat(FILES - 1)
const value = fc.nat(MAX_REPS + 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('file' as const), site, file, value }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('insert' as const), site, row, value }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('edit' as const), site, row, column: fc.nat(2), value }) },
  // a customer is handed over
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), site, row: file.map((n) => at(n, PART.customer)), column: fc.constant(0), value }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'restore' as const), site, row }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('merge' as const), site, from: fc.constant(0) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('merge' as const), site: fc.constant(0), from: site }) },
  // two reps meet without the manager
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), site, from: site }) },
)

/** The manager's copy, those of the reps, and which rep had to do with which file: wrote in it or was named in it. */
class Firm {
  readonly manager: Copy
  readonly reps: readonly Copy[]
  readonly #copies: readonly Copy[]
  readonly #involved = new Set<string>()

  constructor(copies: readonly Copy[]) {
    const [manager, ...reps] = copies
    if (!manager) throw new Error('no copies')
    this.#copies = copies
    this.manager = manager
    this.reps = reps
  }

  run(steps: readonly Step[]): void {
    for (const each of steps) {
      const copy = this.#copyAt(each.site)
      copy.clock.set(copy.clock.now() + 1_000)
      if (each.do === 'merge') this.merge(copy, this.#copyAt(each.from))
      else if (each.do === 'file') for (let part = 0; part < PARTS; part++) this.#change(copy, { do: 'insert', row: at(each.file, part), value: each.value })
      else this.#change(copy, each)
    }
  }

  /** The oracle says what a row holds; which rows a rep takes is looked up, and tested in the end. */
  merge(into: Copy, from: Copy): void {
    if (into === from) return
    mergeSource(into.workspace, from.directory, quietReport)
    const held = into.read()
    for (const id of into.state.keys()) expect(held.has(id)).toBe(true)
    into.state = new Map([...merge(into.state, from.state)].filter(([id]) => into === this.manager || held.has(id)))
  }

  hadToDoWith(rep: Copy, file: number): boolean {
    return this.#involved.has(involvement(file, employeeOf(rep)))
  }

  #change(copy: Copy, each: Change): void {
    const file = Math.floor(each.row / PARTS)
    this.#involved.add(involvement(file, employeeOf(copy)))
    const named = each.do === 'insert' || each.do === 'edit' ? employees[each.value - 1] : undefined
    if (named) this.#involved.add(involvement(file, named.toString('hex')))
    copy.change(each)
  }

  #copyAt(n: number): Copy {
    const copy = this.#copies[n % this.#copies.length]
    if (!copy) throw new Error('no copy')
    return copy
  }
}

const involvement = (file: number, employee: string): string => `${String(file)}:${employee}`
const employeeOf = ({ workspace }: Copy): string => Buffer.from(workspace.actor.employeeId).toString('hex')

/** By number of the copy; the copies of each run have the same employees. */
let employees: Buffer[] = []
const contentOf: ContentOf = (column, n) => {
  if (column === 'contact_id') return Buffer.alloc(16, 100 + n)
  if (n === 0) return null
  if (isOwnership(column)) return employees[n - 1] ?? null
  return column.endsWith('_id') ? Buffer.alloc(16, 100 + n) : `v${String(n)} "'\u0000百`
}

function withFirm<T>(reps: number, work: (firm: Firm) => T): T {
  return withCopies(founded, { count: reps + 1, rows: ROWS, contentOf }, (copies) => {
    employees = copies.map(({ workspace }) => Buffer.from(workspace.actor.employeeId))
    return work(new Firm(copies))
  })
}

/** What a rep must hold of a file, by the manager's rows: his own customers with what hangs on them, and deals, orders and activities of his own. */
function partsInScope(rowOf: (part: number) => Row | undefined, employee: string): number[] {
  const lives = (part: number): boolean => rowOf(part)?.[0]?.[0] === true
  const isHis = (part: number, column: string): boolean => {
    const columns = syncTable(ROWS[part]?.name ?? 'customer').columns
    return lives(part) && rowOf(part)?.[1 + columns.indexOf(column)]?.[0] === employee
  }
  const customer = isHis(PART.customer, 'owner_id')
  const link = customer && lives(PART.link)
  const deal = lives(PART.deal) && (customer || isHis(PART.deal, 'owner_id'))
  const order = lives(PART.order) && (customer || isHis(PART.order, 'employee_id'))
  const activity = lives(PART.activity) && (customer || isHis(PART.activity, 'owner_id'))
  const wanted: Record<keyof typeof PART, boolean> = { customer, link, contact: link, deal, move: deal, order, line: order, activity, guest: activity }
  return Object.entries(PART).flatMap(([name, part]) => (wanted[name as keyof typeof PART] && lives(part) ? [part] : []))
}

describe('copies of reps', () => {
  it('hold after a round over the manager what is theirs, as the manager holds it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_REPS }), fc.array(step, { minLength: 5, maxLength: 60 }), (reps, steps) => {
        withFirm(reps, (firm) => {
          firm.run(steps)
          for (const rep of firm.reps) firm.merge(firm.manager, rep)
          for (const rep of firm.reps) firm.merge(rep, firm.manager)

          const all = firm.manager.read()
          expect(sorted(all)).toEqual(sorted(firm.manager.state))
          for (const rep of firm.reps) {
            const held = rep.read()
            expect(sorted(held)).toEqual(sorted(rep.state))
            expect(sorted(held)).toEqual(sorted(new Map([...all].filter(([id]) => held.has(id)))))
            for (let file = 0; file < FILES; file++) {
              const key = (part: number): string => idText(rowId(at(file, part)))
              const missing = partsInScope((part) => all.get(key(part)), employeeOf(rep)).filter((part) => !held.has(key(part)))
              expect(missing).toEqual([])
              if (!firm.hadToDoWith(rep, file)) expect(Object.values(PART).filter((part) => held.has(key(part)))).toEqual([])
            }
          }
        })
      }),
      { numRuns: RUNS },
    )
  }, 120_000 + RUNS * 5_000)

  it('change nothing when the round is made again', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        withFirm(MAX_REPS, (firm) => {
          firm.run(steps)
          for (const rep of firm.reps) firm.merge(firm.manager, rep)
          for (const rep of firm.reps) firm.merge(rep, firm.manager)
          for (const rep of firm.reps) {
            for (const [into, from] of [[firm.manager, rep], [rep, firm.manager]] as const) {
              expect(mergeSource(into.workspace, from.directory, quietReport).result.counts).toMatchObject({ applied: 0, conflicts: 0, lost: 0 })
            }
          }
        })
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    )
  }, 120_000 + RUNS * 3_000)
})
