import type { ModelName } from '#shared/contract/analysis.contract.ts'
import type { ChartBlock } from '../files/xlsx/workbook-spec.ts'

/** How a model's result is laid out on its sheet. */
export interface ModelPlan {
  readonly charts: readonly Omit<ChartBlock, 'kind' | 'table' | 'title'>[]
  /** Table of the result -> which chart above stands beside it, by index. */
  readonly chartTable: readonly string[]
  /** Table -> column -> formula that says where the figure comes from. */
  readonly formulas: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Table -> columns with a sum below. */
  readonly totals: Readonly<Record<string, readonly string[]>>
}

/** Rows that a chart of a long table shows: the largest ones, since tables come sorted. */
const LARGEST = 15

export const MODEL_PLANS: Readonly<Record<ModelName, ModelPlan>> = {
  'sales-trend': {
    charts: [
      { chart: 'column', categories: 'month', series: ['netMinor'] },
      { chart: 'line', categories: 'month', series: ['valueMinor', 'lo80Minor', 'hi80Minor'] },
    ],
    chartTable: ['months', 'forecast'],
    formulas: { months: { netMinor: '{grossMinor}-{returnsMinor}' } },
    totals: { months: ['netMinor', 'grossMinor', 'returnsMinor'] },
  },
  'key-customers': {
    charts: [{ chart: 'column', categories: 'name', series: ['netMinor'], firstRows: LARGEST }],
    chartTable: ['customers'],
    formulas: {},
    totals: { customers: ['netMinor', 'grossMinor', 'units'] },
  },
  contribution: {
    charts: [{ chart: 'bar', categories: 'item', series: ['netMinor'], firstRows: LARGEST }],
    chartTable: ['items'],
    formulas: { items: { share: '{netMinor}/SUM({items.netMinor})' } },
    totals: { items: ['netMinor', 'share', 'growthPoints'] },
  },
  'plan-attainment': {
    charts: [{ chart: 'column', categories: 'period', series: ['planMinor', 'actualMinor'] }],
    chartTable: ['periods'],
    formulas: {},
    totals: { periods: ['planMinor', 'actualMinor'] },
  },
  'win-loss': {
    charts: [{ chart: 'column', categories: 'group', series: ['won', 'lost'], isStacked: true, firstRows: LARGEST }],
    chartTable: ['groups'],
    formulas: {},
    totals: { groups: ['won', 'lost', 'valueMinor'] },
  },
}
