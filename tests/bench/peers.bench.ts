import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietReport } from '#service/jobs/task.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { receiveBundles } from '#service/sync/chain/receive-bundles.ts'
import { howBusy, median, printFigure, type Spent, spent } from './figure.ts'
import { randomBelow, rowOf, START } from './merge-workload.ts'
import { checkMerged, withCopy } from './receiver.ts'
import { changesOf, makeSyncWorkload, RECEIVED_AT, ROW, sharedIds, splitBundles } from './sync-workload.ts'

/**
 * The same 200,000 field changes of 20 sites, merged by us (verify, decrypt, unpack, merge, history, commit to a file) and by others, which keep them in memory. The others are
 * a package of their own in `peers/`, installed when this runs for the first time.
 */
const RUNS = 3
/** Of those that take longer: one says enough. */
const SLOW_RUNS = 1
const SHAPE = { sites: 20, sharedRows: 5_000, newRows: 500, edits: 4_000 }
const PEERS = [
  { name: 'yjs', package: 'yjs', title: 'Yjs', runs: RUNS, goal: 3, note: '' },
  { name: 'crsqlite', package: '@vlcn.io/crsqlite-wasm', title: 'the WASM build of cr-sqlite', runs: SLOW_RUNS, goal: 15, note: ', in memory' },
  { name: 'automerge', package: '@automerge/automerge', title: 'Automerge', runs: SLOW_RUNS, goal: 25, note: ', 500 writes a change' },
]
const folder = join(import.meta.dirname, 'peers')

/** Ids and blobs as hex. */
function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

function plainFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value)]))
}

function writeChanges(file: string): void {
  const random = randomBelow(1)
  const ids = sharedIds(SHAPE.sharedRows)
  const shared = ids.map((id) => {
    const [, ...row] = rowOf(id, START, Buffer.alloc(16), random)
    return { id: plain(id), fields: plainFields(Object.fromEntries(ROW.map((column, i) => [column, row[i]]))) }
  })
  const sites = Array.from({ length: SHAPE.sites }, (_, i) => changesOf(i, SHAPE, ids).map(({ id, isNew, fields }) => ({ id: plain(id), isNew, fields: plainFields(fields) })))
  writeFileSync(file, JSON.stringify({ columns: ROW, shared, sites }))
}

function mergeHere(root: string): Spent[] {
  const { target, bundles: file } = makeSyncWorkload(root, SHAPE)
  const bundles = splitBundles(readFileSync(file))
  return Array.from({ length: RUNS }, () =>
    withCopy(target, join(root, 'receiver'), { clock: fixedClock(RECEIVED_AT) }, (workspace, identity) => spent(() => checkMerged(receiveBundles(workspace, identity, bundles, quietReport), bundles))),
  )
}

function versionOf(name: string): string {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> }
  return dependencies[name] ?? ''
}

if (!existsSync(join(folder, 'node_modules'))) execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
const root = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
try {
  const file = join(root, 'changes.json')
  writeChanges(file)
  const ours = mergeHere(join(root, 'ours'))
  const count = SHAPE.sites * (SHAPE.newRows * ROW.length + SHAPE.edits)
  const rate = (runs: readonly Spent[]): number => Math.round((count / median(runs.map(({ cpu }) => cpu))) * 1000)
  for (const peer of PEERS) {
    const theirs = JSON.parse(execFileSync(process.execPath, [join(folder, 'run.mjs'), peer.name, file, String(peer.runs)], { encoding: 'utf8', maxBuffer: 1 << 24 })) as Spent[]
    const note = `${rate(ours).toLocaleString('en')} against ${rate(theirs).toLocaleString('en')} changes/s of processor time; version ${versionOf(peer.package)}${peer.note}; ${howBusy()}`
    printFigure({ name: `sync W1 against ${peer.title}`, value: rate(ours) / rate(theirs), unit: 'x', goal: peer.goal, note })
  }
} finally {
  rmSync(root, { recursive: true, force: true })
}
