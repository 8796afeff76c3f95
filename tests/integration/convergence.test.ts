import fc from 'fast-check'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quietReport } from '#service/jobs/task.ts'
import { mergeSource } from '#service/sync/merge.ts'
import { mergeGroup } from '#service/sync/merge-group.ts'
import { seal } from '#service/sync/store/seal.ts'
import { type Change, type ContentOf, type Copy, foundCopies, sorted, type TestedRow, withCopies } from './convergence-copies.ts'
import { merge } from './convergence-oracle.ts'

const MAX_SITES = 6
/** More runs than the default: TRIBUTARY_RUNS=1000. */
const RUNS = Number(process.env['TRIBUTARY_RUNS'] ?? 40)

/** Rows 0-2 are products, so that many writes meet in one row; the others are one row each of the tables around a customer. */
const PRODUCT: TestedRow = { name: 'product', needed: { name: 'n', is_active: 1 }, editable: ['code', 'note', 'price_minor', 'category_id'] }
const TESTED: readonly TestedRow[] = [
  PRODUCT,
  PRODUCT,
  PRODUCT,
  { name: 'customer', needed: { name: 'n', kind: 'firm', life_cycle: 'potential' }, editable: ['code', 'note', 'credit_limit_minor', 'owner_id'] },
  { name: 'contact', needed: { name: 'n' }, editable: ['phone', 'note', 'mail', 'wechat'] },
  { name: 'customer_contact', needed: { customer_id: Buffer.alloc(16, 4), contact_id: Buffer.alloc(16, 5), role: 'buys' }, editable: ['from_on', 'to_on'] },
]
const contentOf: ContentOf = (column, n) =>
  n === 0 ? null : column.endsWith('_minor') ? n : column.endsWith('_id') ? Buffer.alloc(16, n) : `v${String(n)} "'\u0000百`

let founded = ''
beforeAll(() => {
  founded = foundCopies(Array.from({ length: MAX_SITES }, () => 'manager'))
})
afterAll(() => rmSync(founded, { recursive: true, force: true }))

type Step =
  | (Change & { readonly site: number })
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
      copy.change(each)
  }
}

function mergeInto(copy: Copy, from: Copy): void {
  mergeSource(copy.workspace, from.directory, quietReport)
  copy.state = merge(copy.state, from.state)
}

describe('mergeSource', () => {
  it('brings copies with any histories to the same rows, clocks and bin, in whatever order they meet', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: MAX_SITES }), fc.array(step, { minLength: 5, maxLength: 60 }), fc.infiniteStream(fc.nat()), (count, steps, order) => {
        withCopies(founded, { count, rows: TESTED, contentOf }, (copies) => {
          run(copies, steps)
          for (const copy of copies) expect(sorted(copy.read())).toEqual(sorted(copy.state))
          // everybody with everybody, in a random order
          const pairs = copies.flatMap((into) => copies.filter((from) => from !== into).map((from) => ({ into, from, at: order.next().value as number })))
          const meetings = pairs.sort((a, b) => a.at - b.at)
          for (const { into, from } of meetings) mergeInto(into, from)
          const [first, ...others] = copies.map((copy) => sorted(copy.read()))
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
        withCopies(founded, { count: 3, rows: TESTED, contentOf }, (copies) => {
          run(copies, steps)
          const [into, from] = copies
          if (!into || !from) throw new Error('no copies')
          mergeInto(into, from)
          const before = sorted(into.read())
          const { result } = mergeSource(into.workspace, from.directory, quietReport)
          expect(result.counts).toMatchObject({ applied: 0, conflicts: 0, lost: 0 })
          expect(sorted(into.read())).toEqual(before)
        })
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    )
  }, 120_000 + RUNS * 3_000)
})
