import type { Confidence } from '#shared/contract/analysis.contract.ts'

/** From how many usable cases on an answer is worth giving, and from how many it stands on firm ground. */
export interface ConfidenceScale {
  readonly answerFrom: number
  readonly enoughFrom: number
}

/** Months of sales: below 6 there is no forecast beyond one month, below 24 no year has been seen twice. */
export const MONTHS_SCALE: ConfidenceScale = { answerFrom: 6, enoughFrom: 24 }
/** Customers in a ranking: concentration of fewer than 5 says nothing, below 20 single ones dominate it. */
export const CUSTOMERS_SCALE: ConfidenceScale = { answerFrom: 5, enoughFrom: 20 }
/** Sale documents or lines behind a division into shares. */
export const LINES_SCALE: ConfidenceScale = { answerFrom: 1, enoughFrom: 30 }
/** Closed deals: the interval of a rate is wider than 40 points below 20 and narrower than 14 points above 200. */
export const DEALS_SCALE: ConfidenceScale = { answerFrom: 5, enoughFrom: 200 }

export function confidenceOf(n: number, scale: ConfidenceScale): Confidence {
  if (n < scale.answerFrom) return 'too-little'
  return n < scale.enoughFrom ? 'thin' : 'enough'
}
