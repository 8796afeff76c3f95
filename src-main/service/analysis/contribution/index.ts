import * as z from 'zod'
import type { ChartSeries, DrillFilter, Finding, ModelResult, ParamDescription } from '#shared/contract/analysis.contract.ts'
import type { AnalysisContext } from '../context.ts'
import { daysOf } from '../facts/load.ts'
import { COMMON_DESCRIPTIONS, paramsWith } from '../params.ts'
import { count, modelResult, money, ratioValue, textValue } from '../result.ts'
import { confidenceOf, LINES_SCALE } from '../rules/confidence.ts'
import { periodBefore } from '../rules/period.ts'
import { excludedLines, scopeOf } from '../scope.ts'
import { contribution } from './model.ts'
import type { Contribution, ContributionItem } from './model.ts'
import { contributionRows, dimensions } from './query.ts'
import type { Dimension, ItemLabel } from './query.ts'

export const params = paramsWith({ by: z.enum(dimensions).default('category'), limit: z.int().min(1).max(100_000).default(5000) })
export const descriptions: readonly ParamDescription[] = [
  ...COMMON_DESCRIPTIONS,
  { name: 'by', type: 'choice', choices: [...dimensions], default: 'category' },
  { name: 'limit', type: 'number', default: 5000 },
]

const DRILL_FIELD: Readonly<Record<Dimension, keyof DrillFilter>> = {
  customer: 'customer',
  product: 'product',
  category: 'category',
  region: 'region',
  employee: 'employee',
  channel: 'channel',
}

/** Answers what each customer, product, category, region, employee or channel contributes to sales and to their growth. */
export function run(context: AnalysisContext, given: z.output<typeof params>): ModelResult {
  const scope = scopeOf(context, given)
  const days = daysOf(context.memory.facts)
  const before = scope.period && periodBefore(scope.period)
  // A period that ends before the first order has nothing to compare with; one that begins before it is only half seen.
  const isSeen = before !== null && days !== null && before.to >= days.first
  const isWhole = isSeen && before.from >= days.first
  const { rows, lines, labelOf } = contributionRows(context, scope, given.by, isSeen ? before : null)
  const result = contribution(rows)
  const isEmpty = lines === 0
  const items = result.items.slice(0, given.limit).map((item) => ({ item, label: labelOf(item.id) }))
  return modelResult(context, scope, {
    model: 'contribution',
    method: 'share-and-growth-points',
    n: lines,
    confidence: confidenceOf(lines, LINES_SCALE),
    excluded: excludedLines(context, scope),
    figures: {
      totalMinor: isEmpty ? null : result.totalMinor,
      previousMinor: isSeen ? result.previousMinor : null,
      growth: isSeen ? result.growth : null,
      marginMinor: isEmpty ? null : result.marginMinor,
      items: isEmpty ? 0 : result.items.length,
      previousFrom: isSeen ? before.from : null,
      previousTo: isSeen ? before.to : null,
      previousComplete: isSeen ? isWhole : null,
      by: given.by,
      shown: isEmpty ? 0 : items.length,
    },
    tables: { items: isEmpty ? [] : items.map(({ item, label }) => itemRow(item, label, isSeen)) },
    series: isEmpty ? {} : { shares: shareSeries(items) },
    finding: isEmpty ? { key: 'contribution.none', values: {} } : finding(result, labelOf, scope.currency, isWhole),
    drill: {
      all: { records: 'order-lines', filter: scope.drill },
      tables: { items: { records: 'order-lines', filter: scope.drill, columns: { itemId: DRILL_FIELD[given.by] } } },
    },
  })
}

function itemRow(item: ContributionItem, label: ItemLabel, isSeen: boolean): ModelResult['tables'][string][number] {
  return {
    item: label.item,
    name: label.name,
    netMinor: item.netMinor,
    grossMinor: item.grossMinor,
    returnsMinor: item.returnsMinor,
    share: item.share,
    shareRounded: item.shareRounded,
    marginMinor: item.marginMinor,
    marginShare: item.marginShare,
    previousMinor: isSeen ? item.previousMinor : null,
    growthPoints: isSeen ? item.growthPoints : null,
    itemId: label.drill,
  }
}

const BARS = 15

/** Draws the largest items and their growth; the rest is one bar, so that the whole stays visible. */
function shareSeries(items: readonly { readonly item: ContributionItem; readonly label: ItemLabel }[]): ChartSeries {
  const first = items.slice(0, BARS)
  const rest = items.slice(BARS).reduce((total, { item }) => total + item.netMinor, 0)
  const hasRest = items.length > BARS
  return {
    kind: 'bar',
    unit: 'money',
    x: [...first.map(({ label }) => label.name ?? label.item ?? ''), ...(hasRest ? ['…'] : [])],
    lines: [{ key: 'net', style: 'bar', values: [...first.map(({ item }) => item.netMinor), ...(hasRest ? [rest] : [])] }],
  }
}

function finding(result: Contribution, labelOf: (id: string) => ItemLabel, currency: string, isWhole: boolean): Finding {
  const [top] = result.items
  if (!top) return { key: 'contribution.none', values: {} }
  const nameOf = (item: ContributionItem) => {
    const label = labelOf(item.id)
    return textValue(label.name ?? label.item ?? '—')
  }
  const values = { total: money(result.totalMinor, currency), items: count(result.items.length), top: nameOf(top), share: ratioValue(top.share ?? 0) }
  if (!isWhole || result.growth === null) return { key: 'contribution.shares', values }
  const moved = result.items.reduce((most, item) => (movesMore(item, most) ? item : most), top)
  const change = { ...values, growth: ratioValue(Math.abs(result.growth)), mover: nameOf(moved), points: { points: moved.growthPoints ?? 0 } }
  return { key: result.growth < 0 ? 'contribution.fell' : 'contribution.grew', values: change }
}

/** Compares by growth in either direction; of equal ones the smaller id comes first. */
function movesMore(a: ContributionItem, b: ContributionItem): boolean {
  const [ofA, ofB] = [Math.abs(a.growthPoints ?? 0), Math.abs(b.growthPoints ?? 0)]
  return ofA > ofB || (ofA === ofB && a.id < b.id)
}
