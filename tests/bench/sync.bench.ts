import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietReport } from '#service/jobs/task.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { receiveBundles } from '#service/sync/chain/receive-bundles.ts'
import { howBusy, median, printFigure, type Spent, spent } from './figure.ts'
import { insertAndUpdate, updateScattered } from './raw-activity.ts'
import type { ReceiveRequest, Received } from './receive-child.ts'
import { checkMerged, withCopy } from './receiver.ts'
import { makeSyncWorkload, RECEIVED_AT, splitBundles, type SyncShape, type SyncWorkload } from './sync-workload.ts'

/**
 * The full path of sync: bundles of other copies are read, checked, decrypted, unpacked and merged. Compared with plain inserts and updates of rows of the same
 * shape into the same table with the same indexes and no triggers, in turns.
 *
 * Ratios are of the processor's time, since others may use the machine; by the clock stands beside.
 */
const RUNS = 3
const RAW_ROWS = 50_000

type Part = 'insert' | 'update'
const SHAPES: readonly { readonly name: string; readonly shape: SyncShape; readonly per: 'changes' | 'rows'; readonly raw: Part; readonly goal: number; readonly wire?: number }[] = [
  { name: 'W1, mixed edits', shape: { sites: 20, sharedRows: 5_000, newRows: 500, edits: 4_000 }, per: 'changes', raw: 'insert', goal: 4, wire: 10 },
  { name: 'W2, new rows', shape: { sites: 20, sharedRows: 0, newRows: 833, edits: 0 }, per: 'rows', raw: 'insert', goal: 0.75 },
  { name: 'W4, scattered edits', shape: { sites: 20, sharedRows: 200_000, newRows: 0, edits: 10_000, isScattered: true }, per: 'changes', raw: 'update', goal: 0.9 },
]

function inFolder(work: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
  try {
    work(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function receive(root: string, { target, bundles: file }: SyncWorkload): Spent {
  const bundles = splitBundles(readFileSync(file))
  return withCopy(target, join(root, 'receiver'), { clock: fixedClock(RECEIVED_AT) }, (workspace, identity) =>
    spent(() => checkMerged(receiveBundles(workspace, identity, bundles, quietReport), bundles)),
  )
}

function receiveApart(root: string, { target, bundles }: SyncWorkload, as: ReceiveRequest['as']): Received {
  const request: ReceiveRequest = { target, bundles, directory: join(root, 'receiver'), as }
  const run = spawnSync(process.execPath, ['--expose-gc', join(import.meta.dirname, 'receive-child.ts'), JSON.stringify(request)], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (run.status !== 0) throw new Error(`sync.bench: a receipt ended with ${String(run.status)}`)
  return JSON.parse(run.stdout) as Received
}

function measure(name: string, { shape, per, raw, goal, wire }: (typeof SHAPES)[number]): void {
  inFolder((root) => {
    const workload = makeSyncWorkload(root, shape)
    const count = per === 'rows' ? shape.sites * shape.newRows : workload.fieldChanges
    // the program's own code is compiled then
    receive(root, workload)
    const turns = Array.from({ length: RUNS }, () => ({
      raw: raw === 'insert' ? insertAndUpdate(root, RAW_ROWS, null).insert : updateScattered(workload.target, root),
      received: receive(root, workload),
    }))
    const rawRows = raw === 'insert' ? RAW_ROWS : shape.sharedRows
    const ratio = (kind: keyof Spent): number => median(turns.map((turn) => (turn.raw[kind] / rawRows) * (count / turn.received[kind])))
    const rate = (kind: keyof Spent): string => Math.round((count / median(turns.map(({ received }) => received[kind]))) * 1000).toLocaleString('en')
    const note = `${rate('cpu')} ${per}/s of processor time, ${rate('wall')} by the clock; by the clock ${ratio('wall').toPrecision(3)} x; ${howBusy()}`
    printFigure({ name: `sync ${name}: full path, ${per} against raw ${raw}s of rows`, value: ratio('cpu'), unit: 'x', goal, note })
    printFigure({ name: `sync ${name}: bytes that travel for each field change`, value: workload.bundleBytes / workload.fieldChanges, unit: 'bytes', goal: wire })
    printFigure({ name: `sync ${name}: growth of memory at its peak`, value: receiveApart(root, workload, 'memory').growth / 2 ** 20, unit: 'MB', goal: 64, note: 'of the process; at most 64 MB of it are pages that SQLite keeps' })
    if (name.startsWith('W1')) reportWindow(receiveApart(root, workload, 'window').writes)
  })
}

function reportWindow(writes: readonly number[]): void {
  const sorted = [...writes].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const note = `${String(sorted.length)} writes; half of them under ${at(0.5).toFixed(1)} ms, the longest ${at(1).toFixed(0)} ms; ${howBusy()}`
  printFigure({ name: 'sync W1: a write of the window while 200,000 changes are merged, 99th percentile', value: at(0.99), unit: 'ms', goal: 50, note })
}

function measureCapture(): void {
  inFolder((root) => {
    const turns = Array.from({ length: RUNS }, () => ({ raw: insertAndUpdate(root, RAW_ROWS, null), captured: insertAndUpdate(root, RAW_ROWS, 'capture_') }))
    for (const [part, goal] of [['insert', 0.75], ['update', 0.8]] as const) {
      const ratio = median(turns.map(({ raw, captured }) => raw[part].cpu / captured[part].cpu))
      printFigure({ name: `sync: ${part} with capture against raw`, value: ratio, unit: 'x', goal, note: `${String(RAW_ROWS)} rows of activity in one transaction, processor time; ${howBusy()}` })
    }
  })
}

function measureMany(): void {
  inFolder((root) => {
    const shape = { sites: 500, sharedRows: 5_000, newRows: 100, edits: 800 }
    const workload = makeSyncWorkload(root, shape)
    const { wall, cpu } = receive(root, workload)
    const note = `${(cpu / 1000).toFixed(1)} s of processor time; ${howBusy()}`
    printFigure({ name: 'sync: 500 copies with 2,000 changes each', value: wall / 1000, unit: 's', goal: 10, note })
    printFigure({ name: 'sync: 500 copies, growth of memory at its peak', value: receiveApart(root, workload, 'memory').growth / 2 ** 20, unit: 'MB', goal: 64 })
  })
}

for (const one of SHAPES) measure(one.name, one)
measureCapture()
measureMany()
