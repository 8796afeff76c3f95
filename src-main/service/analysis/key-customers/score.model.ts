import { compareText, percentRanks, rankDescending } from '../rules/order.ts'
import { growth } from '../rules/ratios.ts'

export interface CustomerSales {
  readonly id: string
  readonly grossMinor: number
  readonly returnsMinor: number
  readonly unitsMilli: number
  /** Net sales less cost of goods; null when a cost is unknown. */
  readonly marginMinor: number | null
  /** Net sales of the year before; null when the data do not reach back. */
  readonly previousMinor: number | null
}

export interface ScoreWeights {
  readonly sales: number
  readonly units: number
  readonly margin: number
  readonly growth: number
}

export const DEFAULT_WEIGHTS: ScoreWeights = { sales: 0.4, units: 0.3, margin: 0.2, growth: 0.1 }

/** How the first ranks by score change when one weight moves by ten points and the others make room. */
export interface Sensitivity {
  readonly weight: keyof ScoreWeights
  readonly delta: number
  /** Of the first twenty, how many are others than before. */
  readonly changed: number
}

const PARTS = ['sales', 'units', 'margin', 'growth'] as const
const TOP = 20
/** Only these can plausibly reach the first twenty. */
const CANDIDATES = 500

/**
 * Scores customers on sales amount, sales volume, margin and growth by percentile rank.
 *
 * Shape   scores 0..1 in the order of the rows; weights come back summing to 1.
 * Edge    a part that no customer has (no costs, no year before) loses its weight to the others; a customer without it ranks lowest there.
 */
export function scoreCustomers(
  rows: readonly CustomerSales[],
  wanted: ScoreWeights,
): { readonly scores: readonly number[]; readonly weights: ScoreWeights; readonly sensitivity: readonly Sensitivity[] } {
  const values: Record<keyof ScoreWeights, (number | null)[]> = {
    sales: rows.map((row) => row.grossMinor - row.returnsMinor),
    units: rows.map((row) => row.unitsMilli),
    margin: rows.map((row) => row.marginMinor),
    growth: rows.map((row) => growth(row.grossMinor - row.returnsMinor, row.previousMinor)),
  }
  const known = PARTS.filter((part) => values[part].some((value) => value !== null))
  const ranks: Record<keyof ScoreWeights, readonly number[]> = { sales: [], units: [], margin: [], growth: [] }
  for (const part of known) ranks[part] = percentRanks(values[part].map((value) => value ?? Number.NEGATIVE_INFINITY))
  const weights = normalise(wanted, known)
  const scoreWith = (w: ScoreWeights, i: number): number => PARTS.reduce((total, part) => total + w[part] * (ranks[part][i] ?? 0), 0)
  const scores = rows.map((_, i) => scoreWith(weights, i))

  const candidates = rankDescending(scores, (i) => rows[i]?.id ?? '').slice(0, CANDIDATES)
  const topWith = (w: ScoreWeights): number[] =>
    candidates
      .map((i) => ({ i, score: scoreWith(w, i) }))
      .sort((a, b) => b.score - a.score || compareText(rows[a.i]?.id ?? '', rows[b.i]?.id ?? ''))
      .slice(0, TOP)
      .map(({ i }) => i)
  const base = new Set(topWith(weights))
  const sensitivity = known.flatMap((weight) =>
    [-0.1, 0.1].map((delta) => {
      const moved = normalise({ ...weights, [weight]: Math.max(0, weights[weight] + delta) }, known)
      return { weight, delta, changed: topWith(moved).filter((i) => !base.has(i)).length }
    }),
  )
  return { scores, weights, sensitivity }
}

function normalise(weights: ScoreWeights, known: readonly (keyof ScoreWeights)[]): ScoreWeights {
  const total = known.reduce((sum, part) => sum + Math.max(0, weights[part]), 0)
  const of = (part: keyof ScoreWeights): number => {
    if (!known.includes(part)) return 0
    return total > 0 ? Math.max(0, weights[part]) / total : 1 / known.length
  }
  return { sales: of('sales'), units: of('units'), margin: of('margin'), growth: of('growth') }
}
