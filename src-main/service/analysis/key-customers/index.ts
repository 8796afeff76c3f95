import * as z from 'zod'
import type { ChartSeries, Finding, ModelResult, ParamDescription } from '#shared/contract/analysis.contract.ts'
import type { AnalysisContext } from '../context.ts'
import { customerNamer, uuidOf } from '../dimensions.ts'
import { COMMON_DESCRIPTIONS, paramsWith } from '../params.ts'
import { count, modelResult, money, ratioValue, textValue } from '../result.ts'
import { confidenceOf, CUSTOMERS_SCALE } from '../rules/confidence.ts'
import { excludedLines, scopeOf } from '../scope.ts'
import { DEPENDENCE_FROM, keyCustomers } from './model.ts'
import type { KeyCustomers, RankedCustomer } from './model.ts'
import { customerSales } from './query.ts'
import { DEFAULT_WEIGHTS } from './score.model.ts'

const Weight = z.number().min(0).max(100)

export const params = paramsWith({
  weights: z
    .strictObject({ sales: Weight.default(0), units: Weight.default(0), margin: Weight.default(0), growth: Weight.default(0) })
    .default(DEFAULT_WEIGHTS),
  limit: z.int().min(1).max(100_000).default(5000),
})
export const descriptions: readonly ParamDescription[] = [
  ...COMMON_DESCRIPTIONS,
  { name: 'weights', type: 'weights', choices: ['sales', 'units', 'margin', 'growth'] },
  { name: 'limit', type: 'number', default: 5000 },
]

/** Answers which customers carry the firm and how much it hangs on few of them. */
export function run(context: AnalysisContext, given: z.output<typeof params>): ModelResult {
  const scope = scopeOf(context, given)
  const { rows, anonymousLines } = customerSales(context, scope)
  const key = keyCustomers(rows, given.weights)
  const nameOf = customerNamer(context.db, context.memory)
  const isEmpty = key.customers === 0
  const shown = key.ranked.slice(0, given.limit)
  return modelResult(context, scope, {
    model: 'key-customers',
    method: 'abc-before-80-95',
    n: key.customers,
    confidence: confidenceOf(key.customers, CUSTOMERS_SCALE),
    excluded: excludedLines(context, scope, [{ reason: 'no-customer', count: anonymousLines }]),
    figures: {
      totalMinor: isEmpty ? null : key.totalMinor,
      customers: key.customers,
      gini: key.gini,
      hhi: key.hhi,
      effectiveNumber: key.effectiveNumber,
      cr4: key.cr4,
      top20Share: key.top20Share,
      top10Share: key.top10Share,
      countA: key.countA,
      countB: key.countB,
      countC: key.countC,
      countNegative: key.countNegative,
      customersForHalf: key.customersForHalf,
      dependentCustomer: key.dependence ? (nameOf(key.dependence.customer.id).name ?? uuidOf(key.dependence.customer.id)) : null,
      dependentShare: key.dependence?.salesShare ?? null,
      dependentMarginShare: key.dependence?.marginShare ?? null,
      dependentMarginMinor: key.dependence?.customer.marginMinor ?? null,
      shown: shown.length,
    },
    tables: {
      customers: shown.map((row) => customerRow(row, nameOf)),
      sensitivity: isEmpty ? [] : key.sensitivity.map((entry) => ({ ...entry })),
      weights: isEmpty ? [] : [{ ...key.weights }],
    },
    series: isEmpty ? {} : { pareto: paretoSeries(key.ranked) },
    finding: finding(key, nameOf, scope.currency),
    drill: {
      all: { records: 'order-lines', filter: scope.drill },
      tables: { customers: { records: 'order-lines', filter: scope.drill, columns: { customerId: 'customer' } } },
    },
  })
}

type NameOf = ReturnType<typeof customerNamer>

function customerRow(row: RankedCustomer, nameOf: NameOf): ModelResult['tables'][string][number] {
  const { code, name } = nameOf(row.id)
  const customerId = uuidOf(row.id)
  return {
    customer: code ?? name ?? customerId,
    name: name ?? null,
    netMinor: row.netMinor,
    grossMinor: row.grossMinor,
    returnsMinor: row.returnsMinor,
    units: row.unitsMilli / 1000,
    marginMinor: row.marginMinor,
    share: row.share,
    cumulative: row.cumulative,
    class: row.class,
    score: row.score,
    customerId,
  }
}

const CURVE_POINTS = 200

/** Draws the share of sales that the first customers bring, thinned to what an eye can tell apart. */
function paretoSeries(ranked: readonly RankedCustomer[]): ChartSeries {
  const curve = ranked.filter((row) => row.cumulative !== null)
  const step = Math.max(1, Math.ceil(curve.length / CURVE_POINTS))
  const points = curve.map((row, i) => ({ rank: i + 1, row })).filter(({ rank }) => rank % step === 0 || rank === 1 || rank === curve.length)
  return {
    kind: 'curve',
    unit: 'ratio',
    x: points.map(({ rank }) => String(rank)),
    lines: [{ key: 'cumulative', style: 'line', values: points.map(({ row }) => row.cumulative) }],
  }
}

function finding(key: KeyCustomers, nameOf: NameOf, currency: string): Finding {
  const [first] = key.ranked
  if (!first || key.customersForHalf === null) return { key: 'keyCustomers.none', values: {} }
  const inCurve = key.customers - key.countNegative
  const values = { customers: count(inCurve), half: count(key.customersForHalf), countA: count(key.countA) }
  if (key.dependence) {
    const { customer, salesShare, marginShare } = key.dependence
    const name = textValue(nameOf(customer.id).name ?? uuidOf(customer.id) ?? '')
    if (customer.marginMinor !== null && marginShare !== null && marginShare > DEPENDENCE_FROM) {
      return { key: 'keyCustomers.dependentMargin', values: { ...values, name, share: ratioValue(marginShare), margin: money(customer.marginMinor, currency) } }
    }
    return { key: 'keyCustomers.dependent', values: { ...values, name, share: ratioValue(salesShare), net: money(customer.netMinor, currency) } }
  }
  const top = ratioValue(key.top20Share ?? 0)
  return { key: (key.top20Share ?? 0) >= 0.6 ? 'keyCustomers.concentrated' : 'keyCustomers.spread', values: { ...values, top } }
}
