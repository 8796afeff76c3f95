import { chiSquareP, betaQuantile, logBeta } from './special-functions.ts'
import { nelderMead } from './nelder-mead.ts'

/** The normal quantile of a two-sided 95 % interval. */
export const Z95 = 1.959963984540054

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Gives the interval in which a success rate lies.
 *
 * Edge    no trials give null; never leaves 0..1 and never has zero width, unlike the plain normal interval.
 * Source  Wilson (1927).
 */
export function wilsonInterval(successes: number, trials: number, z = Z95): Interval | null {
  if (trials <= 0) return null
  const p = successes / trials
  const scale = 1 + (z * z) / trials
  const centre = (p + (z * z) / (2 * trials)) / scale
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

/** Wins and losses of one group. */
export interface Outcomes {
  readonly won: number
  readonly lost: number
}

export interface BetaPrior {
  readonly a: number
  readonly b: number
  readonly method: 'beta-binomial-ml' | 'pseudo-deals' | 'head-to-head' | 'uniform'
}

/** Fewer groups than this cannot tell how much groups differ; then a fixed weight is used. */
const MIN_GROUPS_FOR_FIT = 10
const PSEUDO_DEALS = 20
/** Beyond this many pseudo-deals the groups are alike for every purpose, and the likelihood is flat. */
const MAX_PSEUDO_DEALS = 10_000

/**
 * Gives the Beta prior towards which the rates of groups are shrunk.
 *
 * Edge    no deals at all give the uniform prior; fewer than 10 groups give 20 pseudo-deals at the overall rate.
 * Source  beta-binomial maximum likelihood (Skellam 1948), on mean and number of pseudo-deals.
 */
export function shrinkagePrior(groups: readonly Outcomes[]): BetaPrior {
  const used = groups.filter((group) => group.won + group.lost > 0)
  const won = used.reduce((total, group) => total + group.won, 0)
  const all = used.reduce((total, group) => total + group.won + group.lost, 0)
  if (all === 0) return { a: 1, b: 1, method: 'uniform' }
  // One virtual win and loss keep the prior proper when nobody ever won or lost.
  const rate = won === 0 || won === all ? (won + 1) / (all + 2) : won / all
  if (used.length < MIN_GROUPS_FOR_FIT || won === 0 || won === all) {
    return { a: PSEUDO_DEALS * rate, b: PSEUDO_DEALS * (1 - rate), method: 'pseudo-deals' }
  }
  const fit = nelderMead((point) => -betaBinomialLogLik(used, toPrior(point)), [Math.log(rate / (1 - rate)), Math.log(PSEUDO_DEALS)])
  return { ...toPrior(fit.point), method: 'beta-binomial-ml' }
}

function toPrior(point: readonly number[]): { a: number; b: number } {
  const mean = 1 / (1 + Math.exp(-(point[0] ?? 0)))
  const weight = Math.min(MAX_PSEUDO_DEALS, Math.max(0.1, Math.exp(point[1] ?? 0)))
  return { a: Math.max(1e-6, mean * weight), b: Math.max(1e-6, (1 - mean) * weight) }
}

function betaBinomialLogLik(groups: readonly Outcomes[], prior: { a: number; b: number }): number {
  const base = logBeta(prior.a, prior.b)
  return groups.reduce((total, group) => total + logBeta(prior.a + group.won, prior.b + group.lost) - base, 0)
}

/** Gives the prior for head-to-head rates: four deals at the overall rate on top of a uniform prior. */
export function headToHeadPrior(overall: Outcomes): BetaPrior {
  const all = overall.won + overall.lost
  if (all === 0) return { a: 1, b: 1, method: 'uniform' }
  const rate = overall.won / all
  return { a: 1 + 4 * rate, b: 1 + 4 * (1 - rate), method: 'head-to-head' }
}

/** Gives a group's rate after shrinkage, with its 95 % interval (equal tails of the Beta posterior). */
export function shrunkRate(group: Outcomes, prior: BetaPrior): Interval & { readonly mean: number } {
  const a = prior.a + group.won
  const b = prior.b + group.lost
  return { mean: a / (a + b), low: betaQuantile(0.025, a, b), high: betaQuantile(0.975, a, b) }
}

export interface ChiSquare {
  readonly value: number
  readonly df: number
  readonly p: number | null
}

/**
 * Tests whether groups differ in their win rate at all.
 *
 * Edge    null with fewer than two groups, or when everything was won or everything lost.
 * Source  Pearson (1900), groups x won/lost.
 */
export function winRateTest(groups: readonly Outcomes[]): ChiSquare | null {
  const used = groups.filter((group) => group.won + group.lost > 0)
  const won = used.reduce((total, group) => total + group.won, 0)
  const all = used.reduce((total, group) => total + group.won + group.lost, 0)
  if (used.length < 2 || won === 0 || won === all) return null
  const rate = won / all
  let value = 0
  for (const group of used) {
    const n = group.won + group.lost
    value += (group.won - n * rate) ** 2 / (n * rate) + (group.lost - n * (1 - rate)) ** 2 / (n * (1 - rate))
  }
  const df = used.length - 1
  return { value, df, p: chiSquareP(value, df) }
}
