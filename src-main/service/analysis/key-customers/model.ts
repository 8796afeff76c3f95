import { assertUniqueIds, rankDescending } from '../rules/order.ts'
import { ratio, sum } from '../rules/ratios.ts'
import { concentration } from './concentration.model.ts'
import type { Concentration } from './concentration.model.ts'
import { scoreCustomers } from './score.model.ts'
import type { CustomerSales, ScoreWeights, Sensitivity } from './score.model.ts'

export type AbcClass = 'A' | 'B' | 'C' | 'negative'

export interface RankedCustomer extends CustomerSales {
  readonly netMinor: number
  /** Part of the positive total; null for customers outside the curve. */
  readonly share: number | null
  /** Share of this customer and all before. */
  readonly cumulative: number | null
  readonly class: AbcClass
  /** 0..1, from percentile ranks and the weights. */
  readonly score: number
}

export interface KeyCustomers extends Concentration {
  /** Net sales of all customers, those outside the curve included. */
  readonly totalMinor: number
  readonly customers: number
  readonly countA: number
  readonly countB: number
  readonly countC: number
  readonly countNegative: number
  readonly ranked: readonly RankedCustomer[]
  /** The largest customer carries more than a fifth of sales or margin. */
  readonly dependence: { readonly customer: RankedCustomer; readonly salesShare: number; readonly marginShare: number | null } | null
  readonly weights: ScoreWeights
  readonly sensitivity: readonly Sensitivity[]
}

export const DEPENDENCE_FROM = 0.2
const A_BELOW = 0.8
const B_BELOW = 0.95

/**
 * Classes customers by what they really bring, net of returns, and measures how much the firm hangs on few of them.
 *
 * Shape   one row per customer; ranked by net sales, largest first, ties by id. A customer is A while the share of those
 *         BEFORE him is below 80 %, B below 95 %, else C.
 * Units   minor units of one currency; ratios plain.
 * Edge    customers with net sales <= 0 are their own class outside the curve; without a positive customer every measure of
 *         concentration is null. A duplicate id throws.
 * Cost    O(n log n).
 */
export function keyCustomers(rows: readonly CustomerSales[], wanted: ScoreWeights): KeyCustomers {
  assertUniqueIds(rows, 'keyCustomers')
  const { scores, weights, sensitivity } = scoreCustomers(rows, wanted)
  const nets = rows.map((row) => row.grossMinor - row.returnsMinor)
  const order = rankDescending(nets, (i) => rows[i]?.id ?? '')
  const curve = nets.reduce((total, net) => total + Math.max(0, net), 0)
  const counts: Record<AbcClass, number> = { A: 0, B: 0, C: 0, negative: 0 }
  let before = 0
  const ranked = order.map((i): RankedCustomer => {
    const row = rows[i]
    if (!row) throw new Error('keyCustomers: a rank without its row')
    const netMinor = nets[i] ?? 0
    const isInside = netMinor > 0
    const cls: AbcClass = !isInside ? 'negative' : before < A_BELOW * curve ? 'A' : before < B_BELOW * curve ? 'B' : 'C'
    counts[cls]++
    if (isInside) before += netMinor
    return {
      id: row.id,
      grossMinor: row.grossMinor,
      returnsMinor: row.returnsMinor,
      unitsMilli: row.unitsMilli,
      marginMinor: row.marginMinor,
      previousMinor: row.previousMinor,
      netMinor,
      share: isInside ? netMinor / curve : null,
      cumulative: isInside ? before / curve : null,
      class: cls,
      score: scores[i] ?? 0,
    }
  })
  return {
    ...concentration(ranked.filter((row) => row.netMinor > 0).map((row) => row.netMinor)),
    totalMinor: sum(ranked.map((row) => row.netMinor)),
    customers: ranked.length,
    countA: counts.A,
    countB: counts.B,
    countC: counts.C,
    countNegative: counts.negative,
    ranked,
    dependence: dependenceOf(ranked),
    weights,
    sensitivity,
  }
}

function dependenceOf(ranked: readonly RankedCustomer[]): KeyCustomers['dependence'] {
  const margins = ranked.every((row) => row.marginMinor !== null) ? sum(ranked.map((row) => row.marginMinor ?? 0)) : null
  const marginShareOf = (row: RankedCustomer): number | null => (margins === null || row.marginMinor === null ? null : ratio(row.marginMinor, margins))
  const byMargin =
    margins === null
      ? undefined
      : ranked.reduce<RankedCustomer | undefined>((best, row) => ((row.marginMinor ?? 0) > (best?.marginMinor ?? Number.NEGATIVE_INFINITY) ? row : best), undefined)
  for (const customer of [ranked[0], byMargin]) {
    if (!customer || ranked.length < 2) continue
    const marginShare = marginShareOf(customer)
    const salesShare = customer.share ?? 0
    if (salesShare > DEPENDENCE_FROM || (marginShare ?? 0) > DEPENDENCE_FROM) return { customer, salesShare, marginShare }
  }
  return null
}
