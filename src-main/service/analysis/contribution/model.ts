import { roundedShares } from '#shared/kernel/shares.ts'
import { assertUniqueIds, rankDescending } from '../rules/order.ts'
import { growth, ratio, sum } from '../rules/ratios.ts'

export interface ContributionRow {
  readonly id: string
  readonly grossMinor: number
  readonly returnsMinor: number
  /** Net sales less cost of goods; null when the cost of some line is unknown. */
  readonly marginMinor: number | null
  /** Net sales of the period compared with. */
  readonly previousMinor: number
}

export interface ContributionItem extends ContributionRow {
  readonly netMinor: number
  readonly share: number | null
  /** The share as it is printed: all of them sum to exactly 1. */
  readonly shareRounded: number | null
  readonly marginShare: number | null
  /** Part of total growth, as a ratio of last period's total: all of them sum to the growth. */
  readonly growthPoints: number | null
}

export interface Contribution {
  readonly totalMinor: number
  readonly previousMinor: number
  readonly growth: number | null
  readonly marginMinor: number | null
  readonly items: readonly ContributionItem[]
}

/**
 * Divides sales, margin and growth among customers, products, regions or people.
 *
 * Shape   one row per item; items by net sales, largest first, ties by id.
 * Units   minor units of one currency; ratios plain, growth in points of last period's total.
 * Edge    shares need a positive total, points a positive previous total; else null. An item with net returns has a negative
 *         share, and then no rounded shares exist. A duplicate id throws.
 */
export function contribution(rows: readonly ContributionRow[]): Contribution {
  assertUniqueIds(rows, 'contribution')
  const nets = rows.map((row) => row.grossMinor - row.returnsMinor)
  const totalMinor = sum(nets)
  const previousMinor = sum(rows.map((row) => row.previousMinor))
  const marginMinor = rows.length > 0 && rows.every((row) => row.marginMinor !== null) ? sum(rows.map((row) => row.marginMinor ?? 0)) : null
  const rounded = roundedShares(nets)
  // Field by field: spreading 50,000 rows takes five times as long.
  const items = rows.map((row, i): ContributionItem => {
    const netMinor = nets[i] ?? 0
    return {
      id: row.id,
      grossMinor: row.grossMinor,
      returnsMinor: row.returnsMinor,
      marginMinor: row.marginMinor,
      previousMinor: row.previousMinor,
      netMinor,
      share: ratio(netMinor, totalMinor),
      shareRounded: rounded[i] ?? null,
      marginShare: marginMinor === null || row.marginMinor === null ? null : ratio(row.marginMinor, marginMinor),
      growthPoints: ratio(netMinor - row.previousMinor, previousMinor),
    }
  })
  const order = rankDescending(nets, (i) => items[i]?.id ?? '')
  const ranked = order.map((i) => {
    const item = items[i]
    if (!item) throw new Error('contribution: a rank without its item')
    return item
  })
  return { totalMinor, previousMinor, growth: growth(totalMinor, previousMinor), marginMinor, items: ranked }
}
