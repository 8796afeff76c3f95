import { quarterOf } from '#shared/kernel/calendar-month.ts'
import { idFromText } from '#shared/kernel/ids.ts'
import { toDayNumber } from '#shared/kernel/plain-date.ts'
import type { CommonParams } from '#shared/contract/analysis.contract.ts'
import type { AnalysisContext } from '../context.ts'
import { uuidOf } from '../dimensions.ts'
import { remembered } from '../memory.ts'
import { ExcludedRows } from '../rules/excluded.ts'
import { compareText } from '../rules/order.ts'
import { chooseAsOf } from '../rules/period.ts'
import { scopeOf } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { chosenDeals, regionsOf } from './deal-filter.ts'
import { dealsOf, derived } from './deals.ts'
import type { CodedColumn, Deals } from './deals.ts'
import type { CycleDays, DealGroup } from './model.ts'

export const dealDimensions = ['employee', 'product', 'region', 'competitor', 'source', 'quarter'] as const
export type DealDimension = (typeof dealDimensions)[number]

const NAMES: Readonly<Partial<Record<DealDimension, string>>> = {
  employee: 'SELECT name AS label, code FROM employee WHERE id = ?',
  product: 'SELECT name AS label, code FROM product WHERE id = ?',
  competitor: 'SELECT name AS label, NULL AS code FROM competitor WHERE id = ?',
}

export interface ReasonRow {
  readonly outcome: 'won' | 'lost'
  readonly reason: string | null
  readonly count: number
  readonly valueMinor: number
}

export interface CohortRow {
  readonly quarter: string
  readonly created: number
  readonly decided: number
  readonly won: number
}

export interface DealRows {
  readonly scope: Scope
  readonly groups: readonly DealGroup[]
  readonly labelOf: (id: string) => { readonly label: string | null; readonly code: string | null; readonly drill: string | null }
  readonly cycle: CycleDays
  readonly reasons: readonly ReasonRow[]
  readonly cohorts: readonly CohortRow[]
  readonly excluded: ReturnType<ExcludedRows['list']>
}

/**
 * Gives decided deals by one dimension, by the day they were closed.
 *
 * Edge    open and void deals, decided ones without a closing day, and ones closed after the as-of date are counted as
 *         excluded. Values are summed in the result's currency only; deals in others still count as deals.
 * Cost    one pass over the deals in memory, 1 ms for 30,000; see `dealsOf` for the first time.
 */
export function dealRows(context: AnalysisContext, params: CommonParams, by: DealDimension): DealRows {
  const deals = dealsOf(context)
  const scope = dealScope(context, params, deals)
  const period = scope.period ?? { from: '0001-01-01', to: scope.asOf.date }
  const chosen = chosenDeals(context, scope, deals)
  const outcomes = outcomesOf(context, deals.stage)
  const places = deals.closedOn.values.map((day) => placeOf(day, period, scope.asOf.date))
  const keys = keysOf(context, deals, by)
  const groups = new Map<number, MutableGroup>()
  const reasons = new Map<string, { outcome: 'won' | 'lost'; reason: string | null; count: number; valueMinor: number }>()
  const cycle = { wonDays: 0, wonDeals: 0, lostDays: 0, lostDeals: 0 }
  const excluded = new ExcludedRows()
  const dayNumbers = dayNumberer(deals)
  for (const row of chosen) {
    const outcome = outcomes[deals.stage.codes[row] ?? 0]
    if (outcome !== 'won' && outcome !== 'lost') {
      excluded.add(outcome === 'open' ? 'open-deal' : 'void-deal')
      continue
    }
    const place = places[deals.closedOn.codes[row] ?? 0]
    if (place === 'undated') excluded.add('no-close-date')
    if (place === 'later') excluded.add('after-as-of')
    if (place !== 'in') continue
    const amount = deals.amount[row] ?? Number.NaN
    const isOurs = deals.currency.values[deals.currency.codes[row] ?? 0] === scope.currency
    if (!isOurs && !Number.isNaN(amount)) excluded.add('value-in-other-currency')
    const valueMinor = isOurs && !Number.isNaN(amount) ? amount : 0
    addToGroup(groups, keys, row, outcome, valueMinor)
    addToReason(reasons, deals.reason, row, outcome, valueMinor)
    const begun = dayNumbers.begun(row)
    if (begun === null) continue
    const days = dayNumbers.closed(row) - begun
    if (outcome === 'won') cycle.wonDeals++
    else cycle.lostDeals++
    if (outcome === 'won') cycle.wonDays += days
    else cycle.lostDays += days
  }
  return {
    scope,
    groups: [...groups.values()].sort((a, b) => compareText(a.id, b.id)),
    labelOf: labels(context, by),
    cycle,
    reasons: [...reasons.values()].sort((a, b) => compareText(b.outcome, a.outcome) || b.count - a.count || compareText(a.reason ?? '', b.reason ?? '')),
    cohorts: cohortsOf(deals, chosen, outcomes, scope.asOf.date),
    excluded: excluded.list(),
  }
}

type Outcome = 'won' | 'lost' | 'open' | 'void'
type MutableGroup = { -readonly [Key in keyof DealGroup]: DealGroup[Key] }

/** Gives the outcome of each stage by the number it has among the deals; a stage that is gone counts as void. */
function outcomesOf({ db, memory }: AnalysisContext, stage: CodedColumn): readonly Outcome[] {
  const byId = remembered(memory, 'stage-outcomes', () => {
    const stages = db.prepare('SELECT hex(id), outcome FROM pipeline_stage').raw(true).all() as [string, Outcome][]
    return new Map(stages.map(([id, outcome]) => [uuidOf(id), outcome]))
  })
  return stage.values.map((id) => byId.get(id) ?? 'void')
}

/** Where a closing day lies: only deals that were closed in the period count. */
function placeOf(day: string | null, { from, to }: { readonly from: string; readonly to: string }, asOf: string): 'undated' | 'later' | 'in' | 'out' {
  if (day === null) return 'undated'
  if (day > asOf) return 'later'
  return day >= from && day <= to ? 'in' : 'out'
}

function keysOf(context: AnalysisContext, deals: Deals, by: DealDimension): CodedColumn {
  switch (by) {
    case 'employee':
      return deals.owner
    case 'region':
      return regionsOf(context, deals)
    case 'quarter':
      return derived(deals.closedOn, quarterOf)
    case 'product':
    case 'competitor':
    case 'source':
      return deals[by]
  }
}

function addToGroup(groups: Map<number, MutableGroup>, keys: CodedColumn, row: number, outcome: 'won' | 'lost', valueMinor: number): void {
  const key = keys.codes[row] ?? 0
  let group = groups.get(key)
  if (!group) {
    group = { id: keys.values[key] ?? '', won: 0, lost: 0, wonMinor: 0, lostMinor: 0 }
    groups.set(key, group)
  }
  group[outcome]++
  group[outcome === 'won' ? 'wonMinor' : 'lostMinor'] += valueMinor
}

function addToReason(
  reasons: Map<string, { outcome: 'won' | 'lost'; reason: string | null; count: number; valueMinor: number }>,
  column: CodedColumn,
  row: number,
  outcome: 'won' | 'lost',
  valueMinor: number,
): void {
  const reason = column.values[column.codes[row] ?? 0] ?? null
  const key = `${outcome}|${reason ?? ''}`
  const entry = reasons.get(key) ?? { outcome, reason, count: 0, valueMinor: 0 }
  entry.count++
  entry.valueMinor += valueMinor
  reasons.set(key, entry)
}

/** Gives day numbers of deals: the day closed, and the day engaged, else created; null where neither is known. */
function dayNumberer(deals: Deals): { readonly closed: (row: number) => number; readonly begun: (row: number) => number | null } {
  const numbersOf = ({ values }: CodedColumn): readonly (number | null)[] => values.map((day) => (day === null ? null : toDayNumber(day)))
  const [closed, engaged, created] = [numbersOf(deals.closedOn), numbersOf(deals.engagedOn), numbersOf(deals.createdOn)]
  return {
    closed: (row) => closed[deals.closedOn.codes[row] ?? 0] ?? 0,
    begun: (row) => engaged[deals.engagedOn.codes[row] ?? 0] ?? created[deals.createdOn.codes[row] ?? 0] ?? null,
  }
}

/** Gives deals by the quarter they were created in; void ones do not count. */
function cohortsOf(deals: Deals, chosen: Int32Array, outcomes: readonly Outcome[], asOf: string): CohortRow[] {
  const cohorts = new Map<string, { quarter: string; created: number; decided: number; won: number }>()
  for (const row of chosen) {
    const begun = deals.createdOn.values[deals.createdOn.codes[row] ?? 0] ?? deals.engagedOn.values[deals.engagedOn.codes[row] ?? 0] ?? null
    const outcome = outcomes[deals.stage.codes[row] ?? 0] ?? 'void'
    if (begun === null || begun > asOf || outcome === 'void') continue
    const quarter = quarterOf(begun)
    const cohort = cohorts.get(quarter) ?? { quarter, created: 0, decided: 0, won: 0 }
    const closed = deals.closedOn.values[deals.closedOn.codes[row] ?? 0] ?? null
    const isClosed = closed !== null && closed <= asOf
    cohort.created++
    if (isClosed && outcome !== 'open') cohort.decided++
    if (isClosed && outcome === 'won') cohort.won++
    cohorts.set(quarter, cohort)
  }
  return [...cohorts.values()].sort((a, b) => compareText(a.quarter, b.quarter))
}

function labels({ db }: AnalysisContext, by: DealDimension): DealRows['labelOf'] {
  const names = NAMES[by] === undefined ? null : db.prepare(NAMES[by])
  return (id) => {
    if (id === '') return { label: null, code: null, drill: null }
    if (!names) return { label: id, code: null, drill: id }
    const found = names.get(Buffer.from(idFromText(id))) as { label: string; code: string | null } | undefined
    return { label: found?.label ?? id, code: found?.code ?? null, drill: id }
  }
}

/** The scope of deals looks back from the newest closing day where orders are too old or missing. */
function dealScope(context: AnalysisContext, params: CommonParams, deals: Deals): Scope {
  const scope = scopeOf(context, params)
  const [first, last] = closingDays(deals)
  const asOf = chooseAsOf(params.asOf, context.today, last)
  const to = params.to !== undefined && params.to < asOf.date ? params.to : asOf.date
  const from = params.from ?? first
  const currency = params.currency ?? dealCurrency(context, deals)
  const { from: _from, to: _to, ...rest } = scope.drill
  const period = from === null ? null : { from, to }
  return { ...scope, asOf, period, currency, drill: { ...rest, ...(period ?? {}), currency } }
}

function closingDays({ closedOn }: Deals): [first: string | null, last: string | null] {
  const days = closedOn.values.flatMap((day) => day ?? []).sort()
  return [days[0] ?? null, days[days.length - 1] ?? null]
}

/** The firm's currency when some deal is in it, else the one of most deals. */
function dealCurrency({ firm }: AnalysisContext, { currency }: Deals): string {
  if (currency.values.includes(firm.currency)) return firm.currency
  const counts = currency.values.map(() => 0)
  for (const code of currency.codes) counts[code] = (counts[code] ?? 0) + 1
  const known = currency.values.flatMap((text, code) => (text === null ? [] : [{ text, count: counts[code] ?? 0 }]))
  return known.sort((a, b) => b.count - a.count || compareText(a.text, b.text))[0]?.text ?? firm.currency
}
