import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWorkspace } from '#service/db/workspace.ts'
import { makeDemo } from '#service/features/demo/public.ts'
import { quietReport } from '#service/jobs/task.ts'
import { makeReport } from '#service/report/public.ts'
import { printFigure } from './figure.ts'

/** The Excel report of the medium demo firm, from opening the workspace to the file. The firm is made once and kept in .cache. */
const cache = join(import.meta.dirname, '../../.cache/bench')
const firm = join(cache, 'medium')
if (!existsSync(join(firm, 'manager'))) {
  mkdirSync(cache, { recursive: true })
  makeDemo(firm, { scale: 'medium', seed: 7, today: '2026-11-24' }, quietReport)
}
const directory = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
const start = performance.now()
const workspace = openWorkspace(join(firm, 'manager'))
await makeReport(workspace, { file: join(directory, 'report.xlsx'), language: 'zh-CN' }, quietReport)
printFigure({ name: 'report of the medium demo', value: (performance.now() - start) / 1000, unit: 's', goal: 10 })
workspace.close()
rmSync(directory, { recursive: true, force: true })
