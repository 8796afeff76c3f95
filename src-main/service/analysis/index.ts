import type { ModelDescription, ModelName, ModelResult, ParamDescription, RecordPage } from '#shared/contract/analysis.contract.ts'
import { modelNames } from '#shared/contract/analysis.contract.ts'
import type * as z from 'zod'
import type { Workspace } from '../db/workspace.ts'
import type { AnalysisContext } from './context.ts'
import * as contribution from './contribution/index.ts'
import * as keyCustomers from './key-customers/index.ts'
import { keepResult, memoryOf } from './memory.ts'
import type { AnalysisMemory } from './memory.ts'
import { parseParams } from './params.ts'
import * as planAttainment from './plan-attainment/index.ts'
import { recordPage } from './records/index.ts'
import type { RecordsRequest } from './records/index.ts'
import * as salesTrend from './sales-trend/index.ts'
import * as winLoss from './win-loss/index.ts'

interface Model {
  readonly descriptions: readonly ParamDescription[]
  /** Checks the parameters and gives the run that they mean. */
  readonly prepare: (given: unknown) => { readonly key: string; readonly run: (context: AnalysisContext) => ModelResult }
}

function model<Params>(module: {
  readonly params: z.ZodType<Params>
  readonly descriptions: readonly ParamDescription[]
  readonly run: (context: AnalysisContext, params: Params) => ModelResult
}): Model {
  return {
    descriptions: module.descriptions,
    prepare: (given) => {
      const params = parseParams(module.params, given)
      return { key: JSON.stringify(params), run: (context) => module.run(context, params) }
    },
  }
}

const MODELS: Readonly<Record<ModelName, Model>> = {
  'sales-trend': model(salesTrend),
  'key-customers': model(keyCustomers),
  contribution: model(contribution),
  'plan-attainment': model(planAttainment),
  'win-loss': model(winLoss),
}

/**
 * Gives every model with its question and parameters.
 *
 * i18n-keys: analysis.title.*, analysis.question.*, analysis.method.*
 */
export function listModels(): ModelDescription[] {
  return modelNames.map((name) => ({
    name,
    titleKey: `analysis.title.${name}`,
    questionKey: `analysis.question.${name}`,
    methodKey: `analysis.method.${name}`,
    params: [...MODELS[name].descriptions],
  }))
}

/**
 * Runs one model over a workspace's database.
 *
 * Errors  `Refused` for parameters that are wrong or name nothing.
 * Cost    a repeated question is answered from memory until the data change; see `memoryOf` for what changed data cost.
 */
export function runModel(workspace: Pick<Workspace, 'db' | 'clock'>, name: ModelName, given: unknown): ModelResult {
  const prepared = MODELS[name].prepare(given)
  const { db, clock } = workspace
  const memory = memoryOf(db)
  const today = clock.today()
  const key = `${name} ${today} ${prepared.key}`
  const known = memory.results.get(key)
  if (known) return known
  // One read transaction: all queries of a model see the same moment.
  const result = db.transaction(() => prepared.run(contextOf(workspace, memory)))()
  keepResult(memory, key, result)
  return result
}

/** Gives one page of the records behind a figure; see `recordPage`. */
export function runRecords(workspace: Pick<Workspace, 'db' | 'clock'>, request: RecordsRequest): RecordPage {
  const context = contextOf(workspace, memoryOf(workspace.db))
  return workspace.db.transaction(() => recordPage(context, request))()
}

function contextOf(workspace: Pick<Workspace, 'db' | 'clock'>, memory: AnalysisMemory): AnalysisContext {
  return { db: workspace.db, memory, today: workspace.clock.today(), firm: readFirm(workspace) }
}

function readFirm({ db }: Pick<Workspace, 'db'>): AnalysisContext['firm'] {
  const row = db.prepare('SELECT f.currency, f.fiscal_year_start AS fiscalYearStart FROM firm f JOIN workspace w ON w.firm_id = f.id').get() as
    | AnalysisContext['firm']
    | undefined
  if (!row) throw new Error('analysis: a workspace without its firm')
  return row
}
