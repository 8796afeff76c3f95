import type { BoardColumn } from '#shared/contract/opportunities.contract.ts'

/**
 * Gives the columns as they will be once the moves that are under way have arrived: cards, counts, sums.
 *
 * Edge    a move to a stage that the board does not have changes nothing; a card without an amount moves only the count.
 */
export function placeCards(columns: readonly BoardColumn[], underway: ReadonlyMap<string, string>): readonly BoardColumn[] {
  if (underway.size === 0) return columns
  const known = new Set(columns.map(({ stage }) => stage.id))
  const moving = columns.flatMap(({ cards, stage }) =>
    cards.flatMap((card) => {
      const to = underway.get(card.id)
      return to !== undefined && to !== stage.id && known.has(to) ? [{ card, from: stage.id, to }] : []
    }),
  )
  return columns.map((column) => {
    const leaving = moving.filter(({ from }) => from === column.stage.id).map(({ card }) => card)
    const coming = moving.filter(({ to }) => to === column.stage.id).map(({ card }) => card)
    if (leaving.length + coming.length === 0) return column
    const sum = (cards: typeof coming): number => cards.reduce((total, card) => total + (card.amountMinor ?? 0), 0)
    const change = sum(coming) - sum(leaving)
    return {
      ...column,
      count: column.count + coming.length - leaving.length,
      amountMinor: column.amountMinor + change,
      weightedMinor: column.weightedMinor + Math.round((change * column.stage.probabilityBp) / 10_000),
      cards: [...coming, ...column.cards.filter((card) => !leaving.includes(card))],
    }
  })
}
