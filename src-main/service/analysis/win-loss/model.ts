import { compareText, descending } from '../rules/order.ts'
import { headToHeadPrior, shrinkagePrior, shrunkRate, wilsonInterval, winRateTest } from '../rules/rates.ts'
import type { BetaPrior } from '../rules/rates.ts'
import { ratio, sum } from '../rules/ratios.ts'

/** Decided deals of one group, e.g. of one employee; the group without a name has id "". */
export interface DealGroup {
  readonly id: string
  readonly won: number
  readonly lost: number
  readonly wonMinor: number
  readonly lostMinor: number
}

export interface RatedGroup extends DealGroup {
  readonly rate: number | null
  /** The rate pulled towards the others as far as the number of deals demands. */
  readonly shrunk: number
  readonly low: number
  readonly high: number
  readonly wilsonLow: number | null
  readonly wilsonHigh: number | null
  /** Enough decided deals to be compared with others. */
  readonly ranked: boolean
}

export interface CycleDays {
  readonly wonDays: number
  readonly wonDeals: number
  readonly lostDays: number
  readonly lostDeals: number
}

export interface WinLoss {
  readonly won: number
  readonly lost: number
  readonly winRate: number | null
  readonly winRateByValue: number | null
  readonly wilsonLow: number | null
  readonly wilsonHigh: number | null
  readonly chi2: number | null
  readonly df: number | null
  readonly p: number | null
  readonly cycleDaysWon: number | null
  readonly cycleDaysLost: number | null
  readonly prior: BetaPrior
  readonly groups: readonly RatedGroup[]
}

/** Fewer decided deals than this are shown with their interval and not ranked. */
export const RANK_FROM = 20

/**
 * Compares how often groups win, without taking noise for skill.
 *
 * Shape   groups by shrunk rate, best first, ties by id; by id when they follow a calendar. Rates of rivals are shrunk by
 *         four pseudo-deals, all others by a prior fitted to the groups.
 * Edge    no decided deal gives null rates; a test needs two groups and both outcomes.
 * Source  Wilson (1927); beta-binomial shrinkage; Pearson's chi-square of groups x won/lost.
 */
export function winLoss(groups: readonly DealGroup[], cycle: CycleDays, order: 'rate' | 'calendar' | 'rivals' = 'rate'): WinLoss {
  const won = sum(groups.map((group) => group.won))
  const lost = sum(groups.map((group) => group.lost))
  const wonMinor = sum(groups.map((group) => group.wonMinor))
  const lostMinor = sum(groups.map((group) => group.lostMinor))
  const overall = wilsonInterval(won, won + lost)
  const test = winRateTest(groups)
  const prior = order === 'rivals' ? headToHeadPrior({ won, lost }) : shrinkagePrior(groups)
  const rated = groups.filter((group) => group.won + group.lost > 0).map((group) => rate(group, prior))
  return {
    won,
    lost,
    winRate: ratio(won, won + lost),
    // Lost deals are often left without an amount; then the rate by value would always be 100 %.
    winRateByValue: lost > 0 && lostMinor === 0 ? null : ratio(wonMinor, wonMinor + lostMinor),
    wilsonLow: overall?.low ?? null,
    wilsonHigh: overall?.high ?? null,
    chi2: test?.value ?? null,
    df: test?.df ?? null,
    p: test?.p ?? null,
    cycleDaysWon: ratio(cycle.wonDays, cycle.wonDeals),
    cycleDaysLost: ratio(cycle.lostDays, cycle.lostDeals),
    prior,
    groups: order === 'calendar' ? rated.sort((a, b) => compareText(a.id, b.id)) : rated.sort(descending((group) => group.shrunk)),
  }
}

function rate(group: DealGroup, prior: BetaPrior): RatedGroup {
  const n = group.won + group.lost
  const shrunk = shrunkRate(group, prior)
  const wilson = wilsonInterval(group.won, n)
  return {
    ...group,
    rate: ratio(group.won, n),
    shrunk: shrunk.mean,
    low: shrunk.low,
    high: shrunk.high,
    wilsonLow: wilson?.low ?? null,
    wilsonHigh: wilson?.high ?? null,
    ranked: n >= RANK_FROM,
  }
}
