import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { ModelName } from '#shared/contract/analysis.contract.ts'
import { modelNames } from '#shared/contract/analysis.contract.ts'
import { runModel } from '#service/analysis/index.ts'
import { openWorkspace } from '#service/db/workspace.ts'
import { listCustomers } from '#service/features/customers/customer-list.ts'
import { makeDemo } from '#service/features/demo/public.ts'
import { find } from '#service/features/search/find.queries.ts'
import { getWorkbench } from '#service/features/workbench/workbench.handlers.ts'
import { quietReport } from '#service/jobs/task.ts'
import { median, printFigure, timed } from './figure.ts'

/** Models, lists and search on the large demo firm: 50,000 customers, about 1,000,000 order lines. It is made once and kept in .cache. */
const cache = join(import.meta.dirname, '../../.cache/bench')
const today = '2026-11-24'
const firm = join(cache, 'large')
if (!existsSync(join(firm, 'manager'))) {
  mkdirSync(cache, { recursive: true })
  const ms = timed(() => makeDemo(firm, { scale: 'large', seed: 7, today }, quietReport))
  printFigure({ name: 'large demo: 200 copies written and merged twice', value: ms / 1000, unit: 's' })
}
const workspace = openWorkspace(join(firm, 'manager'))

/** A filter that each model has not seen yet. */
const CHANGED: Readonly<Record<ModelName, Readonly<Record<string, unknown>>>> = {
  'sales-trend': { category: '阀门' },
  'key-customers': { grade: 'A' },
  contribution: { by: 'customer' },
  'plan-attainment': { to: '2026-06-30' },
  'win-loss': { by: 'product' },
}
for (const model of modelNames) {
  printFigure({ name: `${model}: first answer on 1,000,000 lines`, value: timed(() => runModel(workspace, model, { asOf: today })), unit: 'ms', goal: 300 })
}
for (const model of modelNames) {
  printFigure({ name: `${model}: changed filter`, value: timed(() => runModel(workspace, model, { asOf: today, ...CHANGED[model] })), unit: 'ms', goal: 100 })
}
printFigure({ name: 'memory after all models', value: process.memoryUsage().rss / 1024 / 1024, unit: 'MB', goal: 300 })

const page = (query: object): number => median(Array.from({ length: 5 }, () => timed(() => listCustomers(workspace, { offset: 0, limit: 100, ...query }))))
listCustomers(workspace, { offset: 0, limit: 100 })
printFigure({ name: 'customer list, first page of 50,000', value: page({}), unit: 'ms', goal: 50 })
printFigure({ name: 'customer list, page at 40,000 by sales', value: page({ offset: 40_000, sort: [{ field: 'sales12Minor', direction: 'desc' }] }), unit: 'ms', goal: 50 })
for (const [name, text] of [['two Chinese characters', '恒源'], ['initials', 'hyjd'], ['phone tail', '10099']] as const) {
  printFigure({ name: `search among 50,000 customers: ${name}`, value: median(Array.from({ length: 5 }, () => timed(() => find(workspace, { text, limit: 12 })))), unit: 'ms', goal: 50 })
}
printFigure({ name: 'workbench of the manager', value: median(Array.from({ length: 5 }, () => timed(() => getWorkbench(workspace)))), unit: 'ms' })
workspace.close()
