import type { ModelName } from '#shared/contract/analysis.contract.ts'
import { modelNames } from '#shared/contract/analysis.contract.ts'
import type { Language } from '#shared/i18n/index.ts'
import { refreshFacts } from '../analysis/facts/refresh.ts'
import { runModel } from '../analysis/index.ts'
import type { Workspace } from '../db/workspace.ts'
import { writeWorkbook } from '../files/xlsx/writer.ts'
import type { TaskReport } from '../jobs/task.ts'
import { coverSheet, parameterSheet, type ReportHead } from './cover.ts'
import { modelSheet } from './model-sheet.ts'
import { readPeriod } from './period.ts'
import { findingText, reportTexts } from './report-texts.ts'

export interface ReportRequest {
  readonly file: string
  /** Left out: all models. */
  readonly models?: readonly ModelName[] | undefined
  readonly period?: string | undefined
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly language: Language
}

/**
 * Writes the Excel report: a cover, one sheet per model with figures, tables, charts and formulas, and the parameters.
 *
 * Errors  `period-wrong`; refusals of the models' parameters; a full disk and a cancel leave no file.
 */
export async function makeReport(workspace: Workspace, request: ReportRequest, report: TaskReport): Promise<{ readonly file: string }> {
  const { db } = workspace
  const texts = reportTexts(request.language)
  const params = { ...(request.period === undefined ? {} : readPeriod(request.period)), ...request.params }
  const models = request.models ?? modelNames
  refreshFacts(db)
  const results = models.map((model, index) => {
    report.throwIfCancelled()
    report.progress('models', index, models.length)
    return runModel(workspace, model, params)
  })
  const findings = results.map((result) => findingText(result, request.language))
  const head = readHead(workspace, results[0]?.currency, params)
  report.throwIfCancelled()
  report.progress('write', 0, null)
  await writeWorkbook(
    {
      title: texts.text('report.title', { firm: head.firm }),
      creator: head.firm,
      sheets: [
        coverSheet(head, results, findings, texts),
        ...results.map((result, index) => modelSheet(result, findings[index] ?? '', texts)),
        parameterSheet(head, results, texts),
      ],
    },
    request.file,
  )
  return { file: request.file }
}

function readHead({ db, clock, firm, actor }: Workspace, currency: string | undefined, params: Readonly<Record<string, unknown>>): ReportHead {
  const { name, currency: firmCurrency } = firm()
  const author = db.prepare<[Uint8Array], string>('SELECT name FROM employee WHERE id = ?').pluck().get(actor.employeeId) ?? ''
  const now = clock.now()
  return { firm: name, currency: currency ?? firmCurrency, author, madeAt: now - new Date(now).getTimezoneOffset() * 60_000, params }
}
