import * as z from 'zod'
import type { ChartSeries, Finding, ModelResult, ParamDescription } from '#shared/contract/analysis.contract.ts'
import type { AnalysisContext } from '../context.ts'
import { COMMON_DESCRIPTIONS, paramsWith } from '../params.ts'
import { count, modelResult, money, monthValue, ratioValue } from '../result.ts'
import { confidenceOf, MONTHS_SCALE } from '../rules/confidence.ts'
import { excludedLines, scopeOf } from '../scope.ts'
import { salesTrend } from './model.ts'
import type { SalesTrend, TrendMonth } from './model.ts'
import { trendMonths } from './query.ts'

export const params = paramsWith({ horizon: z.int().min(1).max(36).default(12) })
export const descriptions: readonly ParamDescription[] = [...COMMON_DESCRIPTIONS, { name: 'horizon', type: 'number', default: 12 }]

/** Answers where sales stand and where they go: months, growth, trend and forecast. */
export function run(context: AnalysisContext, given: z.output<typeof params>): ModelResult {
  const scope = scopeOf(context, given)
  const { months, lines } = trendMonths(context, scope)
  const trend = salesTrend(months, given.horizon)
  const isEmpty = lines === 0
  const n = isEmpty ? 0 : trend.completeMonths
  const whenKnown = <T>(value: T): T | null => (isEmpty ? null : value)
  return modelResult(context, scope, {
    model: 'sales-trend',
    method: isEmpty ? 'none' : trend.forecastMethod,
    n,
    confidence: confidenceOf(n, MONTHS_SCALE),
    excluded: excludedLines(context, scope),
    figures: {
      netMinor: whenKnown(trend.netMinor),
      grossMinor: whenKnown(trend.grossMinor),
      returnsMinor: whenKnown(trend.returnsMinor),
      yoy: trend.yoy,
      rolling12: trend.rolling12,
      rolling12Growth: trend.rolling12Growth,
      mom: trend.mom,
      cagr: trend.cagr,
      trendSlope: whenKnown(trend.trendSlope),
      trendP: whenKnown(trend.trendP),
      turningPoint: whenKnown(trend.turningPoint),
      seasonal: whenKnown(trend.seasonal),
      forecastMethod: whenKnown(trend.forecastMethod),
      completeMonths: n,
      lines,
    },
    tables: {
      months: isEmpty
        ? []
        : months.map(({ month, grossMinor, returnsMinor, partial }) => ({ month, netMinor: grossMinor - returnsMinor, grossMinor, returnsMinor, partial })),
      forecast: isEmpty ? [] : trend.forecast.map((month) => ({ ...month })),
      season: trend.seasonIndices.map((index) => ({ ...index })),
    },
    series: isEmpty ? {} : { sales: salesSeries(months, trend) },
    finding: isEmpty ? { key: 'salesTrend.none', values: {} } : finding(trend, scope.currency),
    drill: {
      all: { records: 'order-lines', filter: scope.drill },
      tables: { months: { records: 'order-lines', filter: scope.drill, columns: { month: 'month' } } },
    },
  })
}

/** Draws net sales, the partial months hatched, and the forecast with its 80 % range from the last complete month on. */
function salesSeries(months: readonly TrendMonth[], trend: SalesTrend): ChartSeries {
  const x = [...new Set([...months.map((month) => month.month), ...trend.forecast.map((month) => month.month)])].sort()
  const netOf = new Map(months.map((month) => [month.month, { net: month.grossMinor - month.returnsMinor, partial: month.partial }]))
  const forecastOf = new Map(trend.forecast.map((month) => [month.month, month]))
  const line = (key: string, style: ChartSeries['lines'][number]['style'], valueAt: (month: string) => number | undefined) => ({
    key,
    style,
    values: x.map((month) => valueAt(month) ?? null),
  })
  const net = (month: string, partial: boolean): number | undefined => {
    const found = netOf.get(month)
    return found?.partial === partial ? found.net : undefined
  }
  return {
    kind: 'combo',
    unit: 'money',
    x,
    lines: [
      line('net', 'bar', (month) => net(month, false)),
      line('netPartial', 'hatched', (month) => net(month, true)),
      line('forecast', 'dashed', (month) => forecastOf.get(month)?.valueMinor),
      line('low80', 'band-low', (month) => forecastOf.get(month)?.lo80Minor),
      line('high80', 'band-high', (month) => forecastOf.get(month)?.hi80Minor),
    ],
  }
}

const STEADY_WITHIN = 0.02

function finding(trend: SalesTrend, currency: string): Finding {
  const [next] = trend.forecast
  const months = count(trend.completeMonths)
  if (!next) return { key: 'salesTrend.short', values: { months, net: money(trend.netMinor, currency) } }
  const outlook = {
    months,
    month: monthValue(next.month),
    expected: money(next.valueMinor, currency),
    low: money(next.lo80Minor, currency),
    high: money(next.hi80Minor, currency),
  }
  const { rolling12Growth } = trend
  if (rolling12Growth === null) return { key: 'salesTrend.outlook', values: outlook }
  const values = { ...outlook, growth: ratioValue(Math.abs(rolling12Growth)) }
  if (Math.abs(rolling12Growth) < STEADY_WITHIN) return { key: 'salesTrend.steady', values }
  return { key: rolling12Growth > 0 ? 'salesTrend.growing' : 'salesTrend.shrinking', values }
}
