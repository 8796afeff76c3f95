/** What was clicked: the category at `index` and, where the chart has several lines, which. */
export interface ChartPick {
  readonly index: number
  readonly line: number
}

export type LineStyle = 'line' | 'dashed' | 'bar' | 'hatched' | 'band-low' | 'band-high' | 'point'

/** One line of a chart; `values` go with the categories, null leaves a gap. */
export interface ChartLine {
  readonly label: string
  readonly style: LineStyle
  readonly values: readonly (number | null)[]
  /** Place in the palette; the same thing has the same hue everywhere. */
  readonly hue?: number
}

/** Words for a value, as the axis (short) and the tooltip (exact) write it. */
export interface ValueFormat {
  readonly axis: (value: number) => string
  readonly full: (value: number) => string
}
