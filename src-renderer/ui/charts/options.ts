import type { Chart as ChartType, ChartOptions, ChartTypeRegistry, LegendItem, TooltipItem } from 'chart.js'
import type { ValueFormat } from './chart-types.ts'
import type { ChartPalette } from './palette.ts'
import { Chart } from './register.ts'

interface CommonOptions {
  readonly palette: ChartPalette
  readonly format: ValueFormat
  /** Without axes and legend: the picture on a card. */
  readonly isSmall: boolean
  readonly hasLegend: boolean
  readonly axis?: 'x' | 'y'
  /** Labels of lines that belong to a band are not listed. */
  readonly hidden?: ReadonlySet<string>
  readonly beginAtZero?: boolean
  readonly isStacked?: boolean
}

/** The look that all charts share: quiet grid, tooltip with exact values, legend at the top left. */
export function commonOptions({ palette, format, isSmall, hasLegend, axis = 'x', hidden = new Set(), beginAtZero = true, isStacked = false }: CommonOptions): ChartOptions {
  const category = {
    display: !isSmall,
    stacked: isStacked,
    grid: { display: false },
    border: { color: palette.grid },
    ticks: { maxRotation: 0, autoSkipPadding: 14, color: palette.axis },
  }
  const value = {
    display: !isSmall,
    stacked: isStacked,
    beginAtZero,
    grid: { color: palette.grid, drawTicks: false },
    border: { display: false },
    ticks: { padding: 8, maxTicksLimit: 6, color: palette.axis, callback: (tick: number | string) => format.axis(Number(tick)) },
  }
  return {
    indexAxis: axis,
    interaction: { mode: 'index', intersect: false, axis },
    layout: { padding: isSmall ? 2 : { top: 4, right: 12 } },
    scales: axis === 'x' ? { x: category, y: value } : { x: value, y: { ...category, ticks: { ...category.ticks, autoSkip: false } } },
    plugins: {
      legend: {
        display: hasLegend && !isSmall,
        position: 'top',
        align: 'start',
        labels: {
          usePointStyle: true,
          boxWidth: 18,
          boxHeight: 8,
          color: palette.axis,
          padding: 16,
          filter: (item) => !hidden.has(item.text),
          generateLabels: legendItems,
        },
      },
      tooltip: {
        enabled: !isSmall,
        backgroundColor: '#22303c',
        titleColor: '#f2f5f7',
        bodyColor: '#d6dee5',
        padding: 10,
        cornerRadius: 6,
        boxPadding: 4,
        callbacks: { label: (item) => tooltipLine(item, format, axis) },
      },
    },
  }
}

function tooltipLine(item: TooltipItem<keyof ChartTypeRegistry>, format: ValueFormat, axis: 'x' | 'y'): string {
  const raw = item.raw
  const label = item.dataset.label ?? ''
  if (Array.isArray(raw)) return `${label}: ${format.full(Number(raw[0]))} – ${format.full(Number(raw[1]))}`
  const parsed = item.parsed as { x: number | null; y: number | null }
  const value = axis === 'x' ? parsed.y : parsed.x
  return value === null ? label : `${label}: ${format.full(value)}`
}

// A line is a line in the legend too, a bar or a band a block: the colour alone would not tell them apart.
function legendItems(chart: ChartType): LegendItem[] {
  return Chart.defaults.plugins.legend.labels.generateLabels(chart).map((item) => {
    const dataset = chart.data.datasets[item.datasetIndex ?? 0]
    const isLine = dataset !== undefined && 'type' in dataset && dataset.type === 'line' && !('fill' in dataset && dataset.fill)
    const hasPoints = isLine && 'showLine' in dataset && dataset.showLine === false
    return { ...item, pointStyle: hasPoints ? 'circle' : isLine ? 'line' : 'rect' }
  })
}
