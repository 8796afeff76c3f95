import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCompanies } from '#service/features/demo/names.ts'
import { createRandom } from '#service/features/demo/random.ts'
import { allDuplicates, findDuplicates, refreshDuplicateKeys } from '#service/features/duplicates/public.ts'
import { foundFirm } from '#service/features/workspace/found.ts'
import { accuracyOf, namePairs } from '../helpers/name-pairs.ts'
import { howBusy, median, printFigure, spent, timed } from './figure.ts'

/** The duplicate check: how well it decides labelled names, and how long it takes among 50,000 customers. */
const CUSTOMERS = 50_000
const CITIES = ['苏州', '无锡', '杭州', '宁波', '上海', '深圳', '成都', '武汉', '青岛', '沈阳', '西安', '合肥']

for (const half of ['tuned', 'held-out'] as const) {
  const pairs = namePairs(half).filter(({ kind }) => kind !== 'translated')
  const { precision, recall } = accuracyOf(pairs)
  const goal = half === 'held-out' ? 0.95 : undefined
  const note = `${String(pairs.length)} labelled pairs of names, taken for one firm`
  printFigure({ name: `duplicates, ${half} names: precision`, value: precision, unit: 'of 1', goal, note })
  printFigure({ name: `duplicates, ${half} names: recall`, value: recall, unit: 'of 1', goal, note })
}
const shown = accuracyOf(namePairs('held-out').filter(({ kind }) => kind !== 'translated'), 0.01)
printFigure({ name: 'duplicates, held-out names: precision of all that is shown', value: shown.precision, unit: 'of 1', note: `those worth a look included; recall ${shown.recall.toFixed(3)}` })
const translated = namePairs('held-out').filter(({ kind }) => kind === 'translated')
printFigure({ name: 'duplicates, held-out names that are translated: recall', value: accuracyOf(translated).recall, unit: 'of 1', note: `${String(translated.length)} pairs, in no other figure; by name alone no rule finds them` })

const directory = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
const workspace = foundFirm({ directory: join(directory, 'workspace'), firm: '测试企业', currency: 'CNY', employee: '王经理', role: 'manager', unitPath: '总部' })
try {
  const random = createRandom(7)
  const company = createCompanies(random)
  workspace.write({ kind: 'bench' }, (records) => {
    for (let index = 0; index < CUSTOMERS; index += 1) {
      const { full, short } = company(random.pick(CITIES), index % 5 === 0)
      const name = index % 40 === 0 ? full.replace('有限公司', '') : full
      records.insert('customer', { kind: 'firm', name, short_name: short, phone: `1${String(3_000_000_000 + index * 7919)}`, life_cycle: 'potential' })
    }
  })
  const filled = spent(() => refreshDuplicateKeys(workspace))
  printFigure({ name: 'duplicates: keys of 50,000 customers, once', value: filled.wall / 1000, unit: 's', note: `${(filled.cpu / 1000).toFixed(1)} s of the processor, ${howBusy()}` })
  const names = workspace.db.prepare<[], string>('SELECT name FROM customer ORDER BY id LIMIT 200').pluck().all()
  const entry = (name: string): number => timed(() => findDuplicates(workspace, { name, phone: '+86 512 6666 8888' }))
  const times = names.map(entry)
  printFigure({ name: 'duplicates: one entry against 50,000', value: median(times), unit: 'ms', goal: 30, note: `200 entries, median; the slowest ${Math.max(...times).toFixed(1)} ms` })
  let found = 0
  const { wall, cpu } = spent(() => (found = allDuplicates(workspace, true).length))
  const note = `${String(found)} pairs, keys up to date; ${(cpu / 1000).toFixed(1)} s of the processor, ${howBusy()}`
  printFigure({ name: 'duplicates: all pairs of 50,000', value: wall / 1000, unit: 's', goal: 20, note })
  const bytes = Number(workspace.db.prepare("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%duplicate%'").pluck().get())
  printFigure({ name: 'duplicates: keys of 50,000 customers on the disk', value: bytes / 1024 / 1024, unit: 'MB' })
} finally {
  workspace.close()
  rmSync(directory, { recursive: true, force: true })
}
