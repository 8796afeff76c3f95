import type { FindingValue, ModelResult } from '#shared/contract/analysis.contract.ts'
import type { AnalysisContext } from './context.ts'
import { uuidOf } from './dimensions.ts'
import { remembered } from './memory.ts'
import type { Scope } from './scope.ts'

/** Puts a model's answer into the common shape; what every result carries comes from the scope. */
export function modelResult(
  context: AnalysisContext,
  scope: Scope,
  answer: Omit<ModelResult, 'asOf' | 'period' | 'currency' | 'sources'>,
): ModelResult {
  return {
    model: answer.model,
    asOf: scope.asOf.date,
    period: { from: scope.period?.from ?? null, to: scope.period?.to ?? null, asOfReason: scope.asOf.reason },
    currency: scope.currency,
    method: answer.method,
    n: answer.n,
    confidence: answer.confidence,
    excluded: answer.excluded,
    figures: answer.figures,
    tables: answer.tables,
    series: answer.series,
    finding: answer.finding,
    sources: sourcesOf(context),
    drill: answer.drill,
  }
}

/** Gives whose copies are in this database: this one as of now, every other as of when its changes were last taken in. */
function sourcesOf({ db, memory, today }: AnalysisContext): ModelResult['sources'] {
  return remembered(memory, `sources-${today}`, () => {
    const sites = db
      .prepare(
        `SELECT hex(s.site) site, e.name employee, CASE WHEN s.site = w.site THEN @today ELSE date(s.last_seen / 1000, 'unixepoch') END AS asOf
         FROM sync_site s LEFT JOIN employee e ON e.id = s.employee_id JOIN workspace w ON w.one = 1
         WHERE s.employee_id IS NOT NULL AND s.own_until IS NULL ORDER BY s.alias`,
      )
      .all({ today }) as { site: string; employee: string | null; asOf: string | null }[]
    return sites.map(({ site, ...rest }) => ({ site: uuidOf(site) ?? '', ...rest }))
  })
}

export const money = (amount: number, currency: string): FindingValue => ({ money: Math.round(amount), currency })
export const ratioValue = (ratio: number): FindingValue => ({ ratio })
export const count = (n: number): FindingValue => ({ count: n })
export const monthValue = (month: string): FindingValue => ({ month })
export const textValue = (text: string): FindingValue => ({ text })

/** Rounds what is computed in fractions of a minor unit; null stays. */
export function rounded(minor: number | null): number | null {
  return minor === null ? null : Math.round(minor)
}
