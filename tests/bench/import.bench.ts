import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { ImportMap, ImportRequest } from '#shared/contract/imports.contract.ts'
import { runImport } from '#service/features/imports/public.ts'
import { foundFirm } from '#service/features/workspace/found.ts'
import { printFigure } from './figure.ts'
import { rawInsert } from './raw-insert.ts'

/** The import of online-retail, end to end: unzip, read, check, write, capture. Needs TRIBUTARY_DATA. */
const data = process.env['TRIBUTARY_DATA']
const file = join(data ?? '', 'online-retail/online_retail.csv.gz')
if (data === undefined || !existsSync(file)) {
  process.stderr.write('import: TRIBUTARY_DATA does not name the data folder, nothing measured\n')
  process.exit(0)
}
const directory = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
try {
  const map = ImportMap.parse(JSON.parse(readFileSync(new URL('../../resources/maps/online-retail.orders.json', import.meta.url), 'utf8')))
  const workspace = foundFirm({ directory: join(directory, 'workspace'), firm: 'Retail', currency: 'GBP', employee: 'Boss', role: 'manager' })
  const start = performance.now()
  const result = await runImport(workspace, ImportRequest.parse({ file, entity: 'orders', map }))
  const ms = performance.now() - start
  const peakMb = process.resourceUsage().maxRSS / 1024
  const raw = rawInsert(workspace.db, ['customer', 'product', 'sales_order', 'order_line'], directory)
  workspace.close()
  const rate = (result.read / ms) * 1000
  const rawRate = (raw.rows / raw.ms) * 1000
  printFigure({ name: 'import of online-retail, 541,909 lines', value: rate, unit: 'rows/s', note: `raw insert ${String(Math.round(rawRate))} rows/s` })
  printFigure({ name: 'import against raw inserts of the same rows', value: rate / rawRate, unit: 'x', goal: 0.35 })
  printFigure({ name: 'import, peak memory of the process', value: peakMb, unit: 'MB', goal: 400 })
} finally {
  rmSync(directory, { recursive: true, force: true })
}
