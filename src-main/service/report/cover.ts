import type { ModelResult } from '#shared/contract/analysis.contract.ts'
import type { SheetSpec } from '../files/xlsx/workbook-spec.ts'
import { sheetName } from './model-sheet.ts'
import type { ReportTexts } from './report-texts.ts'

export interface ReportHead {
  readonly firm: string
  readonly currency: string
  readonly author: string
  /** UTC ms, already shifted to the time zone of the reader. */
  readonly madeAt: number
  readonly params: Readonly<Record<string, unknown>>
}

/** The first sheet: which firm, which time, whose copies are in it and as of when, and what each model found. */
export function coverSheet(head: ReportHead, results: readonly ModelResult[], findings: readonly string[], texts: ReportTexts): SheetSpec {
  const [first] = results
  const periods = results.flatMap(({ period }) => [period.from, period.to]).filter((day) => day !== null).sort()
  return {
    name: texts.text('report.cover'),
    blocks: [
      { kind: 'title', text: texts.text('report.title', { firm: head.firm }) },
      {
        kind: 'facts',
        rows: [
          { label: texts.text('report.firm'), value: head.firm },
          { label: texts.text('report.period'), value: periods.length === 0 ? '' : `${periods[0] ?? ''} – ${periods.at(-1) ?? ''}` },
          { label: texts.text('report.asOf'), value: first?.asOf ?? '', format: 'date' },
          { label: texts.text('report.currency'), value: head.currency },
          { label: texts.text('report.madeBy'), value: head.author },
          { label: texts.text('report.madeAt'), value: head.madeAt, format: 'datetime' },
        ],
      },
      { kind: 'space' },
      { kind: 'title', level: 2, text: texts.text('report.findings') },
      {
        kind: 'facts',
        rows: results.map((result, index) => ({ label: sheetName(result, texts), value: findings[index] ?? '', linkToSheet: sheetName(result, texts) })),
      },
      { kind: 'space' },
      { kind: 'title', level: 2, text: texts.text('report.sources') },
      {
        kind: 'table',
        name: 'sources',
        columns: [
          { key: 'employee', title: texts.text('report.sourceEmployee'), format: 'text' },
          { key: 'asOf', title: texts.text('report.sourceAsOf'), format: 'text' },
        ],
        rows: (first?.sources ?? []).map((source) => [source.employee ?? source.site, source.asOf ?? '']),
      },
    ],
    freezeHead: false,
  }
}

/** The last sheet: everything that was asked, so that the same report can be made again. */
export function parameterSheet(head: ReportHead, results: readonly ModelResult[], texts: ReportTexts): SheetSpec {
  return {
    name: texts.text('report.parameters'),
    blocks: [
      { kind: 'title', text: texts.text('report.parameters') },
      {
        kind: 'table',
        name: 'parameters',
        columns: [
          { key: 'model', title: texts.text('report.paramModel'), format: 'text' },
          { key: 'asOf', title: texts.text('report.asOf'), format: 'date' },
          { key: 'from', title: texts.text('report.paramFrom'), format: 'date' },
          { key: 'to', title: texts.text('report.paramTo'), format: 'date' },
          { key: 'method', title: texts.text('report.method'), format: 'text' },
          { key: 'n', title: 'n', format: 'integer' },
          { key: 'params', title: texts.text('report.paramFilters'), format: 'text' },
        ],
        rows: results.map((result) => [
          sheetName(result, texts),
          result.asOf,
          result.period.from,
          result.period.to,
          result.method,
          result.n,
          Object.entries(head.params).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join('; '),
        ]),
      },
    ],
  }
}
