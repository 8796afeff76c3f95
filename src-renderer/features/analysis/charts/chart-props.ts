import type { ModelResult } from '#shared/contract/analysis.contract.ts'

/** What every chart of a model gets. */
export interface ModelChartProps {
  readonly result: ModelResult
  /** On a card of the gallery: no axes, the essence only. */
  readonly isSmall?: boolean
}

/** A click on a chart: the row of a table that it stands for. */
export interface RowPick {
  readonly table: string
  readonly index: number
}
