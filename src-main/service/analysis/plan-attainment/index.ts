import { monthsBetween } from '#shared/kernel/calendar-month.ts'
import type * as z from 'zod'
import type { ChartSeries, Finding, ModelResult, ParamDescription } from '#shared/contract/analysis.contract.ts'
import type { AnalysisContext } from '../context.ts'
import { forecastWithErrors } from '../forecast/forecast-series.ts'
import { COMMON_DESCRIPTIONS, paramsWith } from '../params.ts'
import { modelResult, money, ratioValue, rounded, textValue } from '../result.ts'
import type { ConfidenceScale } from '../rules/confidence.ts'
import { confidenceOf } from '../rules/confidence.ts'
import { seededRandom } from '../rules/random.ts'
import { excludedLines, scopeOf } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { trendMonths } from '../sales-trend/query.ts'
import { hitProbability, planAttainment } from './model.ts'
import type { PlanAttainment, PlanMonth } from './model.ts'
import { planRows } from './query.ts'
import type { UnitMonths } from './query.ts'

export const params = paramsWith({})
export const descriptions: readonly ParamDescription[] = COMMON_DESCRIPTIONS

/** Planned months that have begun: one is an answer, three are a tendency. */
const PLAN_SCALE: ConfidenceScale = { answerFrom: 1, enoughFrom: 3 }
const MIN_MONTHS_FOR_PROBABILITY = 24
const SEED = 20_260_101

/** Answers whether the plan of the year will be met, and by whom. */
export function run(context: AnalysisContext, given: z.output<typeof params>): ModelResult {
  const scope = scopeOf(context, given)
  const { months, units, targets, linesWithoutEmployee } = planRows(context, scope)
  const plan = planAttainment(months)
  const begun = months.filter((month) => month.elapsed > 0 && month.planMinor !== null).length
  const isPlanned = plan.yearPlanMinor !== null
  const probability = isPlanned ? probabilityOf(context, scope, months, plan) : null
  const rated = units.map((unit) => ({ unit, plan: planAttainment(unit.months) }))
  return modelResult(context, { ...scope, period: { from: `${months[0]?.month ?? ''}-01`, to: scope.asOf.date } }, {
    model: 'plan-attainment',
    method: 'seasonal-pace',
    n: begun,
    confidence: confidenceOf(begun, PLAN_SCALE),
    excluded: excludedLines(context, scope, [{ reason: 'no-employee', count: linesWithoutEmployee }]),
    figures: {
      planMinor: rounded(plan.planMinor),
      actualMinor: isPlanned || plan.actualMinor !== 0 ? plan.actualMinor : null,
      attainment: plan.attainment,
      yearPlanMinor: plan.yearPlanMinor,
      projectionLinearMinor: isPlanned ? rounded(plan.projectionLinearMinor) : null,
      projectionSeasonalMinor: rounded(plan.projectionSeasonalMinor),
      gapMinor: plan.gapMinor,
      requiredPerPeriodMinor: rounded(plan.requiredPerPeriodMinor),
      requiredVsPlan: plan.requiredVsPlan,
      hitProbability: probability,
      planBias: plan.bias,
      planMape: plan.mape,
      targets,
    },
    tables: {
      periods: isPlanned ? months.map(periodRow) : [],
      units: isPlanned ? rated.sort(byUnitThenAttainment).map(({ unit, plan: own }) => unitRow(unit, own)) : [],
    },
    series: isPlanned ? { plan: planSeries(months) } : {},
    finding: finding(plan, rated, probability, scope.currency),
    drill: {
      all: { records: 'order-lines', filter: yearFilter(scope, months) },
      tables: {
        periods: { records: 'order-lines', filter: yearFilter(scope, months), columns: { period: 'month' } },
        units: { records: 'order-lines', filter: yearFilter(scope, months), columns: { unitId: 'orgUnit', employeeId: 'employee' } },
      },
    },
  })
}

function yearFilter(scope: Scope, months: readonly PlanMonth[]): Scope['drill'] {
  return { ...scope.drill, from: `${months[0]?.month ?? ''}-01`, to: scope.asOf.date }
}

/** Simulates the rest of the year with the sales forecast of the same scope; needs two years of months. */
function probabilityOf(context: AnalysisContext, scope: Scope, plan: readonly PlanMonth[], attainment: PlanAttainment): number | null {
  const { months } = trendMonths(context, scope)
  const complete = months.filter((month) => !month.partial)
  const last = complete[complete.length - 1]?.month
  const end = plan[plan.length - 1]?.month
  if (complete.length < MIN_MONTHS_FOR_PROBABILITY || last === undefined || end === undefined || attainment.gapMinor === null) return null
  const horizon = monthsBetween(last, end)
  if (horizon < 1) return attainment.gapMinor <= 0 ? 1 : 0
  const net = complete.map((month) => month.grossMinor - month.returnsMinor)
  const { forecast, errors } = forecastWithErrors(net, horizon)
  const coming = forecast.points.map((forecastMinor, h) => {
    const month = plan.find((candidate) => monthsBetween(last, candidate.month) === h + 1)
    return { forecastMinor, step: h + 1, weight: month ? 1 - month.elapsed : 0 }
  })
  return hitProbability(attainment.gapMinor, coming, errors, seededRandom(SEED))
}

function periodRow(month: PlanMonth): ModelResult['tables'][string][number] {
  const own = planAttainment([month])
  return {
    period: month.month,
    planMinor: month.planMinor,
    planToDateMinor: rounded(own.planMinor),
    actualMinor: month.elapsed > 0 ? month.actualMinor : null,
    attainment: own.attainment,
    differenceMinor: month.elapsed > 0 && own.planMinor !== null ? Math.round(month.actualMinor - own.planMinor) : null,
    partial: month.elapsed > 0 && month.elapsed < 1,
  }
}

interface Rated {
  readonly unit: UnitMonths
  readonly plan: PlanAttainment
}

/** Units first, in the order of the tree; then employees, the furthest behind first: they are the ones to talk to. */
function byUnitThenAttainment(a: Rated, b: Rated): number {
  if (a.unit.node.kind !== b.unit.node.kind) return a.unit.node.kind === 'unit' ? -1 : 1
  if (a.unit.node.kind === 'unit') return 0
  return (a.plan.attainment ?? Number.POSITIVE_INFINITY) - (b.plan.attainment ?? Number.POSITIVE_INFINITY) || 0
}

function unitRow({ node, name, code }: UnitMonths, plan: PlanAttainment): ModelResult['tables'][string][number] {
  const id = node.kind === 'firm' ? null : node.id
  return {
    unit: name,
    code,
    kind: node.kind,
    planMinor: rounded(plan.planMinor),
    actualMinor: plan.actualMinor,
    attainment: plan.attainment,
    yearPlanMinor: plan.yearPlanMinor,
    projectionSeasonalMinor: rounded(plan.projectionSeasonalMinor),
    gapMinor: plan.gapMinor,
    requiredPerPeriodMinor: rounded(plan.requiredPerPeriodMinor),
    planBias: plan.bias,
    unitId: node.kind === 'unit' ? id : null,
    employeeId: node.kind === 'employee' ? id : null,
  }
}

function planSeries(months: readonly PlanMonth[]): ChartSeries {
  return {
    kind: 'combo',
    unit: 'money',
    x: months.map((month) => month.month),
    lines: [
      { key: 'plan', style: 'line', values: months.map((month) => month.planMinor) },
      { key: 'actual', style: 'bar', values: months.map((month) => (month.elapsed === 1 ? month.actualMinor : null)) },
      { key: 'actualPartial', style: 'hatched', values: months.map((month) => (month.elapsed > 0 && month.elapsed < 1 ? month.actualMinor : null)) },
    ],
  }
}

function finding(plan: PlanAttainment, units: readonly Rated[], probability: number | null, currency: string): Finding {
  if (plan.yearPlanMinor === null || plan.attainment === null || plan.projectionSeasonalMinor === null) return { key: 'planAttainment.none', values: {} }
  const values = {
    attainment: ratioValue(plan.attainment),
    projection: money(plan.projectionSeasonalMinor, currency),
    yearPlan: money(plan.yearPlanMinor, currency),
    ...(probability === null ? {} : { probability: ratioValue(probability) }),
  }
  if (plan.gapMinor !== null && plan.gapMinor <= 0) return { key: 'planAttainment.reached', values }
  const required = plan.requiredPerPeriodMinor === null ? {} : { required: money(plan.requiredPerPeriodMinor, currency) }
  if (plan.requiredPerPeriodMinor === null) return { key: 'planAttainment.missed', values }
  if (plan.projectionSeasonalMinor >= plan.yearPlanMinor) return { key: 'planAttainment.onTrack', values: { ...values, ...required } }
  const behind = units.find(({ unit, plan: own }) => unit.node.kind === 'employee' && own.attainment !== null && own.attainment < 1)
  if (!behind) return { key: 'planAttainment.behind', values: { ...values, ...required } }
  return { key: 'planAttainment.behindBy', values: { ...values, ...required, name: textValue(behind.unit.name), own: ratioValue(behind.plan.attainment ?? 0) } }
}
