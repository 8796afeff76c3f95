/** The colours of charts as the style sheet has them now. */
export interface ChartPalette {
  readonly series: readonly string[]
  readonly grid: string
  readonly axis: string
  readonly text: string
  readonly surface: string
  readonly band: string
  readonly good: string
  readonly bad: string
  readonly font: string
}

/** Reads the colours from the root element; call it again after a change of theme. */
export function readPalette(): ChartPalette {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return {
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => read(`--chart-${number}`)),
    grid: read('--chart-grid'),
    axis: read('--chart-axis'),
    text: read('--text'),
    surface: read('--surface'),
    band: read('--chart-band'),
    good: read('--good'),
    bad: read('--bad'),
    font: read('--font'),
  }
}

/** Gives the colour of the n-th series; after eight they repeat. */
export function seriesColor(palette: ChartPalette, index: number): string {
  return palette.series[index % palette.series.length] ?? palette.axis
}

/** Gives a #rrggbb colour with an opacity of 0..1. */
export function withAlpha(color: string, alpha: number): string {
  return `${color}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`
}

const TILE = 7

/** Gives diagonal stripes in a colour: what is not finished (a month that is still running). */
export function hatch(color: string): CanvasPattern | string {
  const tile = document.createElement('canvas')
  tile.width = TILE
  tile.height = TILE
  const context = tile.getContext('2d')
  if (!context) return color
  context.strokeStyle = color
  context.lineWidth = 1.6
  context.fillStyle = withAlpha(color, 0.12)
  context.fillRect(0, 0, TILE, TILE)
  context.beginPath()
  for (const shift of [-TILE, 0, TILE]) {
    context.moveTo(shift, TILE)
    context.lineTo(shift + TILE, 0)
  }
  context.stroke()
  return context.createPattern(tile, 'repeat') ?? color
}
