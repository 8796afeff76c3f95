import type { Component } from 'vue'
import { ChartColumn, Crown, PieChart, Scale, Target } from '@lucide/vue'
import type { ModelName } from '#shared/contract/analysis.contract.ts'
import ContributionChart from './charts/ContributionChart.vue'
import KeyCustomersChart from './charts/KeyCustomersChart.vue'
import PlanChart from './charts/PlanChart.vue'
import SalesTrendChart from './charts/SalesTrendChart.vue'
import WinLossChart from './charts/WinLossChart.vue'

/** How the window shows one model. */
export interface ModelView {
  readonly icon: Component
  readonly chart: Component
  /** The figures that stand at the top, most telling first. */
  readonly figures: readonly string[]
  /** Tables in the order of their tabs, with the columns to show (all others stay in the export). */
  readonly tables: Readonly<Record<string, readonly string[]>>
  /** Parameters of its own that the page offers. */
  readonly params: readonly string[]
}

export const modelViews: Readonly<Record<ModelName, ModelView>> = {
  'sales-trend': {
    icon: ChartColumn,
    chart: SalesTrendChart,
    figures: ['netMinor', 'rolling12Growth', 'yoy', 'returnsMinor', 'trendSlope'],
    tables: {
      months: ['month', 'netMinor', 'grossMinor', 'returnsMinor', 'partial'],
      forecast: ['month', 'valueMinor', 'lo80Minor', 'hi80Minor', 'lo95Minor', 'hi95Minor'],
    },
    params: ['horizon'],
  },
  'key-customers': {
    icon: Crown,
    chart: KeyCustomersChart,
    figures: ['totalMinor', 'customersForHalf', 'top20Share', 'countA', 'effectiveNumber'],
    tables: { customers: ['customer', 'name', 'class', 'netMinor', 'share', 'cumulative', 'grossMinor', 'returnsMinor', 'units', 'marginMinor', 'score'] },
    params: ['weights'],
  },
  contribution: {
    icon: PieChart,
    chart: ContributionChart,
    figures: ['totalMinor', 'previousMinor', 'growth', 'marginMinor'],
    tables: { items: ['item', 'name', 'netMinor', 'share', 'growthPoints', 'previousMinor', 'grossMinor', 'returnsMinor', 'marginMinor'] },
    params: ['by'],
  },
  'plan-attainment': {
    icon: Target,
    chart: PlanChart,
    figures: ['attainment', 'actualMinor', 'planMinor', 'projectionSeasonalMinor', 'requiredPerPeriodMinor'],
    tables: {
      periods: ['period', 'planMinor', 'actualMinor', 'differenceMinor', 'attainment', 'partial'],
      units: ['unit', 'kind', 'planMinor', 'actualMinor', 'attainment', 'yearPlanMinor', 'projectionSeasonalMinor', 'gapMinor', 'requiredPerPeriodMinor'],
    },
    params: [],
  },
  'win-loss': {
    icon: Scale,
    chart: WinLossChart,
    figures: ['winRate', 'won', 'lost', 'cycleDaysWon', 'p'],
    tables: { groups: ['group', 'won', 'lost', 'rate', 'shrunk', 'low', 'high', 'valueMinor', 'lostValueMinor'], reasons: ['outcome', 'reason', 'count', 'share', 'valueMinor'] },
    params: ['by'],
  },
}
