import fc from 'fast-check'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idText } from '#service/db/record-id.ts'
import { syncTable, type SyncTableName } from '#service/db/registry.ts'
import { openWorkspace, type Workspace } from '#service/db/workspace.ts'
import { foundFirm, joinFirm } from '#service/features/workspace/found.ts'
import { restoreRecord } from '#service/features/journal/public.ts'
import { quietReport } from '#service/jobs/task.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { seededIds } from '#service/ports/ids.ts'
import { mergeSource } from '#service/sync/merge.ts'
import { mergeGroup } from '#service/sync/merge-group.ts'
import { ALIVE, newRowClocks, readStamps, type RowClocks } from '#service/sync/engine/row-clocks.ts'
import { seal } from '#service/sync/store/seal.ts'
import { readSites } from '#service/sync/store/sites.ts'
import { readTombBody, readTombClocks } from '#service/sync/store/tomb-body.ts'
import { insert, merge, type Row, type State, write } from './convergence-oracle.ts'

const MAX_SITES = 6
const START = Date.UTC(2026, 0, 1)
/** More runs than the default: TRIBUTARY_RUNS=1000. */
const RUNS = Number(process.env['TRIBUTARY_RUNS'] ?? 40)

interface TestedTable {
  readonly name: Extract<SyncTableName, 'product' | 'customer' | 'contact' | 'customer_contact'>
  /** What a new row holds besides `note`-like content. */
  readonly needed: Readonly<Record<string, string | number | Buffer>>
  readonly editable: readonly string[]
}

/** Rows 0-2 are products, so that many writes meet in one row; the others are one row each of the tables around a customer. */
const PRODUCT: TestedTable = { name: 'product', needed: { name: 'n', is_active: 1 }, editable: ['code', 'note', 'price_minor', 'category_id'] }
const TESTED: readonly TestedTable[] = [
  PRODUCT,
  PRODUCT,
  PRODUCT,
  { name: 'customer', needed: { name: 'n', kind: 'firm', life_cycle: 'potential' }, editable: ['code', 'note', 'credit_limit_minor', 'owner_id'] },
  { name: 'contact', needed: { name: 'n' }, editable: ['phone', 'note', 'mail', 'wechat'] },
  { name: 'customer_contact', needed: { customer_id: Buffer.alloc(16, 4), contact_id: Buffer.alloc(16, 5), role: 'buys' }, editable: ['from_on', 'to_on'] },
]
const tableOf = (n: number): TestedTable => TESTED[n % TESTED.length] ?? PRODUCT
const columnsOf = (n: number): readonly string[] => syncTable(tableOf(n).name).columns

let templates = ''
beforeAll(() => {
  templates = mkdtempSync(join(tmpdir(), 'tributary-convergence-'))
  const ports = { clock: fixedClock(START), newId: seededIds(7) }
  const first = join(templates, '0')
  foundFirm({ directory: first, firm: 'F', currency: 'CNY', employee: 'e0', role: 'manager' }, ports).close()
  for (let i = 1; i < MAX_SITES; i++) {
    joinFirm({ directory: join(templates, String(i)), joinFile: join(first, 'firm.join'), employee: `e${String(i)}`, role: 'manager' }, ports).close()
  }
})
afterAll(() => rmSync(templates, { recursive: true, force: true }))

type Step =
  | { readonly do: 'insert'; readonly site: number; readonly row: number; readonly value: number }
  | { readonly do: 'edit'; readonly site: number; readonly row: number; readonly column: number; readonly value: number }
  | { readonly do: 'delete' | 'restore'; readonly site: number; readonly row: number }
  | { readonly do: 'merge'; readonly site: number; readonly from: number }
  | { readonly do: 'merge-all' | 'seal' | 'reopen'; readonly site: number }
  | { readonly do: 'jump'; readonly site: number; readonly minutes: number }

const site = fc.nat(MAX_SITES - 1)
const row = fc.nat(TESTED.length - 1)
const value = fc.nat(3)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('insert' as const), site, row, value }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('edit' as const), site, row, column: fc.nat(3), value }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'restore' as const), site, row }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('merge' as const), site, from: site }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('merge-all' as const, 'seal' as const, 'reopen' as const), site }) },
  // within the limit, far ahead, and back
  { weight: 1, arbitrary: fc.record({ do: fc.constant('jump' as const), site, minutes: fc.constantFrom(5, 500_000, -500_000) }) },
)

/** One copy with its clock, and what the oracle says it must hold. */
class Copy {
  readonly directory: string
  readonly clock = fixedClock(START)
  workspace: Workspace
  state: State = new Map()

  constructor(directory: string) {
    this.directory = directory
    this.workspace = openWorkspace(directory, { clock: this.clock })
  }

  get siteName(): string {
    return Buffer.from(this.workspace.site).toString('latin1')
  }

  get lastHlc(): number {
    return Number(this.workspace.db.prepare('SELECT hlc FROM command ORDER BY seq DESC LIMIT 1').pluck().get())
  }

  reopen(): void {
    this.workspace.close()
    this.workspace = openWorkspace(this.directory, { clock: this.clock })
  }

  /** The columns of a living row. */
  read(n: number): readonly unknown[] | undefined {
    return this.workspace.db.prepare(`SELECT ${columnsOf(n).join(', ')} FROM ${tableOf(n).name} WHERE id = ?`).raw().get(rowId(n)) as unknown[] | undefined
  }
}

const rowId = (n: number): Buffer => Buffer.alloc(16, n + 1)
const contentOf = (column: string, n: number): string | number | Buffer | null =>
  n === 0 ? null : column.endsWith('_minor') ? n : column.endsWith('_id') ? Buffer.alloc(16, n) : `v${String(n)} "'\u0000百`

function run(copies: readonly Copy[], steps: readonly Step[]): void {
  for (const each of steps) {
    const copy = copies[each.site % copies.length]
    if (!copy) throw new Error('no copy')
    copy.clock.set(copy.clock.now() + 1_000)
    apply(copies, copy, each)
  }
}

function apply(copies: readonly Copy[], copy: Copy, each: Step): void {
  const { workspace } = copy
  switch (each.do) {
    case 'merge': {
      const from = copies[each.from % copies.length]
      if (from && from !== copy) mergeInto(copy, from)
      return
    }
    case 'merge-all': {
      // in one go: commits and rows are shared
      const others = copies.filter((other) => other !== copy)
      mergeGroup(workspace, others.map(({ directory }) => directory), quietReport)
      for (const other of others) copy.state = merge(copy.state, other.state)
      return
    }
    case 'seal':
      return seal(workspace.db)
    case 'reopen':
      return copy.reopen()
    case 'jump':
      return copy.clock.set(copy.clock.now() + each.minutes * 60_000)
    default:
      change(copy, each)
  }
}

function change(copy: Copy, each: Extract<Step, { readonly row: number }>): void {
  const { workspace } = copy
  const { name, needed, editable } = tableOf(each.row)
  const columns = columnsOf(each.row)
  const id = rowId(each.row)
  const key = idText(id)
  const held = copy.read(each.row)
  if (each.do === 'insert' && !held) {
    const column = editable[0] ?? ''
    const values: Record<string, unknown> = { ...needed, [column]: contentOf(column, each.value) }
    workspace.write({ kind: 't' }, (records) => records.insert(name, values as never, id))
    Object.assign(values, { created_at: copy.clock.now(), updated_at: copy.clock.now(), created_by: workspace.actor.employeeId })
    copy.state = insert(copy.state, key, columns.map((each) => plain(values[each] ?? null)), copy.lastHlc, copy.siteName)
  } else if (each.do === 'edit' && held) {
    const column = editable[each.column % editable.length] ?? ''
    const content = contentOf(column, each.value)
    workspace.write({ kind: 't' }, (records) => records.update(name, id, { [column]: content }))
    const written = new Map([[column, plain(content)], ['updated_at', copy.clock.now()]])
    const changed = [...written].map(([changedColumn, value]) => [columns.indexOf(changedColumn), value] as const).filter(([at, value]) => plain(held[at]) !== value)
    copy.state = write(copy.state, key, new Map(changed.map(([at, value]) => [at + 1, value])), copy.lastHlc, copy.siteName)
  } else if (each.do === 'delete' && held) {
    workspace.write({ kind: 't' }, (records) => records.remove(name, id))
    copy.state = write(copy.state, key, new Map([[0, false]]), copy.lastHlc, copy.siteName)
  } else if (each.do === 'restore' && copy.state.has(key) && !held) {
    restoreRecord(workspace, name, id)
    copy.state = write(copy.state, key, new Map([[0, true]]), copy.lastHlc, copy.siteName)
  }
}

function mergeInto(copy: Copy, from: Copy): void {
  mergeSource(copy.workspace, from.directory, quietReport)
  copy.state = merge(copy.state, from.state)
}

function plain(content: unknown): unknown {
  return Buffer.isBuffer(content) ? content.toString('hex') : content
}

/** Reads the tested rows, living or in the bin, in the shape of the oracle: values, and clocks by site id. */
function readState({ workspace }: Copy): State {
  const { db } = workspace
  seal(db)
  const names = new Map(readSites(db).map(({ alias, site: bytes }) => [alias, bytes.toString('latin1')]))
  const state = new Map<string, Row>()
  const clocks = newRowClocks()
  const put = (id: Buffer, isAlive: boolean, values: readonly unknown[], { h, s }: RowClocks): void => {
    const slotOf = (content: unknown, slot: number) => [content, h[slot] ?? 0, names.get(s[slot] ?? 0) ?? ''] as const
    state.set(idText(id), [slotOf(isAlive, ALIVE), ...values.map((content, i) => slotOf(plain(content), i))])
  }
  for (const { name } of new Set(TESTED)) {
    const table = syncTable(name)
    for (const stored of db.prepare(`SELECT id, _h, _s, _c, ${table.columns.join(', ')} FROM ${name}`).raw().all()) {
      const [id, h, s, c, ...values] = stored as [Buffer, number, number, Buffer | null, ...unknown[]]
      readStamps(clocks, h, s, c)
      put(id, true, values, clocks)
    }
    for (const tomb of db.prepare<[number], { id: Buffer; h: number; s: number; body: Buffer }>('SELECT * FROM sync_tomb WHERE tbl = ?').all(table.number)) {
      const body = readTombBody(table, tomb.body)
      readTombClocks(clocks, tomb, body)
      put(tomb.id, false, body.values, clocks)
    }
  }
  return state
}

const sorted = (state: State): unknown => [...state].sort(([a], [b]) => (a < b ? -1 : 1))

function withCopies<T>(count: number, work: (copies: Copy[]) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'tributary-convergence-run-'))
  cpSync(templates, root, { recursive: true })
  const copies = Array.from({ length: count }, (_, i) => new Copy(join(root, String(i))))
  try {
    return work(copies)
  } finally {
    for (const copy of copies) copy.workspace.close()
    rmSync(root, { recursive: true, force: true })
  }
}

describe('mergeSource', () => {
  it('brings copies with any histories to the same rows, clocks and bin, in whatever order they meet', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: MAX_SITES }), fc.array(step, { minLength: 5, maxLength: 60 }), fc.infiniteStream(fc.nat()), (count, steps, order) => {
        withCopies(count, (copies) => {
          run(copies, steps)
          for (const copy of copies) expect(sorted(readState(copy))).toEqual(sorted(copy.state))
          // everybody with everybody, in a random order
          const pairs = copies.flatMap((into) => copies.filter((from) => from !== into).map((from) => ({ into, from, at: order.next().value as number })))
          const meetings = pairs.sort((a, b) => a.at - b.at)
          for (const { into, from } of meetings) mergeInto(into, from)
          const [first, ...others] = copies.map((copy) => sorted(readState(copy)))
          for (const other of others) expect(other).toEqual(first)
          expect(first).toEqual(sorted(copies[0]?.state ?? new Map()))
          for (const { workspace } of copies) expect(workspace.db.pragma('integrity_check', { simple: true })).toBe('ok')
        })
      }),
      { numRuns: RUNS },
    )
  }, 240_000 + RUNS * 5_000)

  it('changes nothing when the same copy is merged again', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        withCopies(3, (copies) => {
          run(copies, steps)
          const [into, from] = copies
          if (!into || !from) throw new Error('no copies')
          mergeInto(into, from)
          const before = sorted(readState(into))
          const { result } = mergeSource(into.workspace, from.directory, quietReport)
          expect(result.counts).toMatchObject({ applied: 0, conflicts: 0, lost: 0 })
          expect(sorted(readState(into))).toEqual(before)
        })
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    )
  }, 120_000 + RUNS * 3_000)
})
