import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setupWorkspace, TEST_TODAY } from '../../../../tests/helpers/setup-workspace.ts'
import type { TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { memoryOf } from '../memory.ts'
import { paramsWith } from '../params.ts'
import { dealDimensions, dealRows } from './query.ts'
import type { DealDimension } from './query.ts'

interface Deal {
  readonly stage: number
  readonly owner: number
  readonly product: number
  readonly customer: number
  readonly source: string | null
  readonly reason: string | null
  readonly currency: string
  readonly created: string | null
  readonly engaged: string | null
  readonly closed: string | null
  readonly amount: number | null
}

const day = fc.option(fc.constantFrom('2025-01-15', '2025-06-30', '2025-07-01', '2026-02-28', '2026-03-18', '2026-05-01'), { freq: 4 })
const deal: fc.Arbitrary<Deal> = fc.record({
  stage: fc.nat(9), owner: fc.integer({ min: -1, max: 1 }), product: fc.integer({ min: -1, max: 1 }), customer: fc.integer({ min: -1, max: 1 }),
  source: fc.constantFrom(null, '', '展会', '转介绍'), reason: fc.constantFrom(null, '', '价格'), currency: fc.constantFrom('CNY', 'CNY', 'USD'),
  created: day, engaged: day, closed: day, amount: fc.option(fc.nat(10_000), { freq: 4 }),
})

/** Two people, two products of which one has a category, two customers of two regions; a deal takes one of each, or none. */
function setupDeals(deals: readonly Deal[]): TestWorkspace {
  const test = setupWorkspace()
  test.workspace.write({ kind: 'test' }, (records) => {
    const people = ['李代表', '张代表'].map((name, i) => records.insert('employee', { name, code: `E${String(i)}`, role: 'rep' }))
    const category = records.insert('product_category', { name: '工具' })
    const products = [category, null].map((category_id, i) => records.insert('product', { name: `产品${String(i)}`, code: `P${String(i)}`, category_id, is_active: 1 }))
    const customers = ['310100', '330100'].map((region, i) =>
      records.insert('customer', { code: `C${String(i)}`, kind: 'firm', name: `客户${String(i)}`, life_cycle: 'won', region, grade: i === 0 ? 'A' : null }),
    )
    const stages = test.workspace.db.prepare<[], { id: Buffer; pipeline: Buffer }>('SELECT id, pipeline_id AS pipeline FROM pipeline_stage ORDER BY position').all()
    deals.forEach((given, i) => {
      const stage = stages[given.stage % stages.length]
      if (!stage) throw new Error('the firm has no stages')
      records.insert('opportunity', {
        name: String(i), pipeline_id: stage.pipeline, stage_id: stage.id, owner_id: people[given.owner] ?? null, product_id: products[given.product] ?? null,
        customer_id: customers[given.customer] ?? null, source: given.source, reason: given.reason, currency: given.currency, created_on: given.created,
        engaged_on: given.engaged, closed_on: given.closed, amount_minor: given.amount,
      })
    })
  })
  return test
}

const KEYS: Readonly<Record<DealDimension, string>> = {
  employee: 'e.code', product: 'p.code', competitor: 'NULL', region: 'c.region', source: "nullif(o.source, '')",
  quarter: "substr(o.closed_on, 1, 4) || '-Q' || ((substr(o.closed_on, 6, 2) + 2) / 3)",
}
const FILTERS = [
  { given: {}, sql: '1' },
  { given: { employee: '李代表' }, sql: "e.code = 'E0'" },
  { given: { product: ['P0', 'P1'] }, sql: 'p.code IS NOT NULL' },
  { given: { category: '工具', to: '2025-12-31' }, sql: "p.code = 'P0' AND o.closed_on <= '2025-12-31'" },
  { given: { region: '31' }, sql: "c.region = '310100'" },
  { given: { grade: 'A', from: '2025-06-30' }, sql: "c.grade = 'A' AND o.closed_on >= '2025-06-30'" },
] as const

/** The same by one plain query: groups, and days from beginning to close. */
function plainly({ db }: TestWorkspace['workspace'], by: DealDimension, filter: string): unknown {
  const from = `FROM opportunity o JOIN pipeline_stage s ON s.id = o.stage_id LEFT JOIN employee e ON e.id = o.owner_id LEFT JOIN product p ON p.id = o.product_id
    LEFT JOIN customer c ON c.id = o.customer_id WHERE s.outcome IN ('won', 'lost') AND o.closed_on <= '${TEST_TODAY}' AND ${filter}`
  const value = (outcome: string): string => `sum(iif(s.outcome = '${outcome}' AND o.currency = 'CNY', coalesce(o.amount_minor, 0), 0))`
  const groups = db
    .prepare(
      `SELECT coalesce(${KEYS[by]}, '') AS label, sum(s.outcome = 'won') AS won, sum(s.outcome = 'lost') AS lost, ${value('won')} AS wonMinor, ${value('lost')} AS lostMinor
       ${from} GROUP BY 1 ORDER BY 1`,
    )
    .all()
  const days = 'julianday(o.closed_on) - julianday(coalesce(o.engaged_on, o.created_on))'
  const cycle = db
    .prepare(
      `SELECT coalesce(sum(iif(s.outcome = 'won', ${days}, 0)), 0) AS wonDays, count(iif(s.outcome = 'won', ${days}, NULL)) AS wonDeals,
         coalesce(sum(iif(s.outcome = 'lost', ${days}, 0)), 0) AS lostDays, count(iif(s.outcome = 'lost', ${days}, NULL)) AS lostDeals ${from}`,
    )
    .get()
  const reasons = db
    .prepare(`SELECT s.outcome, nullif(o.reason, '') AS reason, count(*) AS count ${from} GROUP BY 1, 2 ORDER BY 1 DESC, 3 DESC, 2`)
    .all()
  return { groups, cycle, reasons }
}

describe('dealRows', () => {
  it('agrees with plain queries for every dimension and filter', () => {
    fc.assert(
      fc.property(fc.array(deal, { minLength: 1, maxLength: 25 }), fc.constantFrom(...FILTERS), (deals, { given, sql }) => {
        const { workspace } = setupDeals(deals)
        const firm = { currency: 'CNY', fiscalYearStart: 1 }
        const context = { db: workspace.db, memory: memoryOf(workspace.db), today: TEST_TODAY, firm }
        const params = paramsWith({}).parse({ asOf: TEST_TODAY, currency: 'CNY', ...given })
        for (const by of dealDimensions) {
          const { groups, labelOf, cycle, reasons } = dealRows(context, params, by)
          const named = groups.map(({ id, ...counts }) => ({ label: labelOf(id).code ?? labelOf(id).label ?? '', ...counts }))
          expect(
            { groups: named.sort((a, b) => (a.label < b.label ? -1 : 1)), cycle, reasons: reasons.map(({ outcome, reason, count }) => ({ outcome, reason, count })) },
            by,
          ).toEqual(plainly(workspace, by, sql))
        }
        workspace.close()
      }),
      { numRuns: 20 },
    )
  })

  it('counts what it leaves out, and cohorts by the quarter they began', () => {
    const base: Deal = { stage: 0, owner: 0, product: 0, customer: 0, source: null, reason: null, currency: 'CNY', created: '2025-01-15', engaged: null, closed: null, amount: 5 }
    const { workspace } = setupDeals([base])
    const stageOf = (outcome: string): number =>
      Number(workspace.db.prepare('SELECT count(*) FROM pipeline_stage WHERE position < (SELECT min(position) FROM pipeline_stage WHERE outcome = ?)').pluck().get(outcome))
    const { workspace: full } = setupDeals([
      base,
      { ...base, stage: stageOf('void') },
      { ...base, stage: stageOf('won') },
      { ...base, stage: stageOf('won'), closed: '2026-05-01' },
      { ...base, stage: stageOf('lost'), closed: '2025-07-01', currency: 'USD' },
      { ...base, stage: stageOf('won'), closed: '2025-07-01', created: '2025-06-30' },
    ])
    const context = { db: full.db, memory: memoryOf(full.db), today: TEST_TODAY, firm: { currency: 'CNY', fiscalYearStart: 1 } }
    const result = dealRows(context, paramsWith({}).parse({ asOf: TEST_TODAY }), 'employee')
    expect(result.excluded).toEqual([
      { reason: 'after-as-of', count: 1 }, { reason: 'no-close-date', count: 1 }, { reason: 'open-deal', count: 1 },
      { reason: 'value-in-other-currency', count: 1 }, { reason: 'void-deal', count: 1 },
    ])
    expect(result.cohorts).toEqual([{ quarter: '2025-Q1', created: 4, decided: 1, won: 0 }, { quarter: '2025-Q2', created: 1, decided: 1, won: 1 }])
  })
})
