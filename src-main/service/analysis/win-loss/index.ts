import * as z from 'zod'
import type { ChartSeries, DrillFilter, Finding, ModelResult, ParamDescription } from '#shared/contract/analysis.contract.ts'
import type { AnalysisContext } from '../context.ts'
import { COMMON_DESCRIPTIONS, paramsWith } from '../params.ts'
import { count, modelResult, ratioValue, textValue } from '../result.ts'
import { confidenceOf, DEALS_SCALE } from '../rules/confidence.ts'
import { ratio, sum } from '../rules/ratios.ts'
import { winLoss } from './model.ts'
import type { WinLoss } from './model.ts'
import { dealDimensions, dealRows } from './query.ts'
import type { DealDimension, DealRows } from './query.ts'

export const params = paramsWith({ by: z.enum(dealDimensions).default('employee') })
export const descriptions: readonly ParamDescription[] = [
  ...COMMON_DESCRIPTIONS,
  { name: 'by', type: 'choice', choices: [...dealDimensions], default: 'employee' },
]

const ORDER: Readonly<Record<DealDimension, 'rate' | 'calendar' | 'rivals'>> = {
  employee: 'rate',
  product: 'rate',
  region: 'rate',
  source: 'rate',
  competitor: 'rivals',
  quarter: 'calendar',
}

const DRILL_FIELD: Readonly<Record<DealDimension, keyof DrillFilter>> = {
  employee: 'employee',
  product: 'product',
  region: 'region',
  source: 'source',
  competitor: 'competitor',
  quarter: 'quarter',
}

/** A young cohort looks better than it is: quick deals are decided first. */
const COHORT_DECIDED_FROM = 0.9

/** Answers how often we win, against whom and why not, and whether differences between people are more than chance. */
export function run(context: AnalysisContext, given: z.output<typeof params>): ModelResult {
  const { scope, groups, labelOf, cycle, reasons, cohorts, excluded } = dealRows(context, given, given.by)
  const result = winLoss(groups, cycle, ORDER[given.by])
  const n = result.won + result.lost
  const lostInAll = sum(reasons.filter((row) => row.outcome === 'lost').map((row) => row.count))
  const wonInAll = sum(reasons.filter((row) => row.outcome === 'won').map((row) => row.count))
  return modelResult(context, scope, {
    model: 'win-loss',
    method: n === 0 ? 'none' : result.prior.method,
    n,
    confidence: confidenceOf(n, DEALS_SCALE),
    excluded,
    figures: {
      won: result.won,
      lost: result.lost,
      winRate: result.winRate,
      winRateByValue: result.winRateByValue,
      wilsonLow: result.wilsonLow,
      wilsonHigh: result.wilsonHigh,
      chi2: result.chi2,
      df: result.df,
      p: result.p,
      cycleDaysWon: result.cycleDaysWon,
      cycleDaysLost: result.cycleDaysLost,
      priorA: n === 0 ? null : result.prior.a,
      priorB: n === 0 ? null : result.prior.b,
      by: given.by,
    },
    tables: {
      groups: result.groups.map((group) => {
        const { label, code, drill } = labelOf(group.id)
        return {
          group: label ?? drill,
          code,
          won: group.won,
          lost: group.lost,
          rate: group.rate,
          shrunk: group.shrunk,
          low: group.low,
          high: group.high,
          wilsonLow: group.wilsonLow,
          wilsonHigh: group.wilsonHigh,
          valueMinor: group.wonMinor,
          lostValueMinor: group.lostMinor,
          ranked: group.ranked,
          groupId: drill,
        }
      }),
      reasons: reasons.map((row) => ({
        outcome: row.outcome,
        reason: row.reason,
        count: row.count,
        share: ratio(row.count, row.outcome === 'won' ? wonInAll : lostInAll),
        valueMinor: row.valueMinor,
      })),
      cohorts: cohorts.map((row) => ({ ...row, rate: row.decided >= COHORT_DECIDED_FROM * row.created ? ratio(row.won, row.decided) : null })),
    },
    series: n === 0 ? {} : { rates: rateSeries(result, labelOf) },
    finding: finding(result, labelOf, given.by),
    drill: {
      all: { records: 'opportunities', filter: scope.drill },
      tables: {
        groups: { records: 'opportunities', filter: scope.drill, columns: { groupId: DRILL_FIELD[given.by] } },
        reasons: { records: 'opportunities', filter: scope.drill, columns: { reason: 'reason', outcome: 'outcome' } },
      },
    },
  })
}

const POINTS = 40

/** Draws each group's rate after shrinkage with its 95 % range. */
function rateSeries(result: WinLoss, labelOf: DealRows['labelOf']): ChartSeries {
  const shown = result.groups.slice(0, POINTS)
  return {
    kind: 'range',
    unit: 'ratio',
    x: shown.map((group) => labelOf(group.id).label ?? '—'),
    lines: [
      { key: 'low95', style: 'band-low', values: shown.map((group) => group.low) },
      { key: 'high95', style: 'band-high', values: shown.map((group) => group.high) },
      { key: 'shrunkRate', style: 'point', values: shown.map((group) => group.shrunk) },
    ],
  }
}

const CHANCE_ABOVE = 0.1

function finding(result: WinLoss, labelOf: DealRows['labelOf'], by: DealDimension): Finding {
  const n = result.won + result.lost
  if (result.winRate === null) return { key: 'winLoss.none', values: {} }
  const values = {
    rate: ratioValue(result.winRate),
    low: ratioValue(result.wilsonLow ?? 0),
    high: ratioValue(result.wilsonHigh ?? 1),
    n: count(n),
  }
  if (result.p === null || by === 'quarter') return { key: 'winLoss.overall', values }
  if (result.p > CHANCE_ABOVE) return { key: 'winLoss.withinChance', values: { ...values, groups: count(result.groups.length) } }
  const ranked = result.groups.filter((group) => group.ranked)
  const [best, worst] = [ranked[0], ranked[ranked.length - 1]]
  if (!best || !worst || best === worst) return { key: 'winLoss.overall', values }
  const name = (id: string) => textValue(labelOf(id).label ?? '—')
  return {
    key: 'winLoss.differ',
    values: { ...values, best: name(best.id), bestRate: ratioValue(best.shrunk), worst: name(worst.id), worstRate: ratioValue(worst.shrunk) },
  }
}
