import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWorkspace } from '#service/db/workspace.ts'
import { mergeSources } from '#service/features/sync/merge-sources.ts'
import { quietReport } from '#service/jobs/task.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { sealOutbox } from '#service/sync/chain/seal-outbox.ts'
import { median, printFigure, timed } from './figure.ts'
import { FIELDS_OF_ROW, makeWorkload, START, type Workload, type WorkloadShape } from './merge-workload.ts'
import { insertAndUpdate } from './raw-activity.ts'

/**
 * The merge of 200,000 field changes of 20 closed workspace files, end to end as a person starts it: backup, open, read, decide, write, commit; and
 * what the capture triggers cost. Compared with plain inserts and updates of rows of the same shape into the same table with the same
 * indexes and no triggers, measured in turns with what they are compared to.
 */
const RUNS = 5
const RAW_ROWS = 60_000
const SHAPES: readonly { readonly name: string; readonly shape: WorkloadShape; readonly goals: { readonly changes?: number; readonly rows?: number } }[] = [
  { name: 'W1, edits of 5,000 shared rows and new rows', shape: { copies: 20, sharedRows: 5_000, newRows: 500, edits: 4_000 }, goals: { changes: 3 } },
  { name: 'W2, new rows only', shape: { copies: 20, sharedRows: 0, newRows: 833, edits: 0 }, goals: { rows: 0.6 } },
]

function mergeAll(root: string, { target, sources }: Workload): number {
  const directory = join(root, 'run')
  rmSync(directory, { recursive: true, force: true })
  cpSync(target, directory, { recursive: true })
  const workspace = openWorkspace(directory, { clock: fixedClock(START + 90 * 86_400_000) })
  // a copied folder takes a new name and says again what it had not sent: that is no part of a merge
  sealOutbox(workspace)
  const ms = timed(() => mergeSources(workspace, sources, quietReport))
  workspace.close()
  return ms
}

for (const { name, shape, goals } of SHAPES) {
  const root = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
  try {
    const workload = makeWorkload(root, shape)
    const turns = Array.from({ length: RUNS }, () => ({ raw: insertAndUpdate(root, RAW_ROWS, null).insert.wall, merge: mergeAll(root, workload) }))
    const rawRate = (RAW_ROWS / median(turns.map(({ raw }) => raw))) * 1000
    const rate = (workload.fieldChanges / median(turns.map(({ merge }) => merge))) * 1000
    const note = `${String(workload.fieldChanges)} changes of ${String(shape.copies)} files; raw insert ${String(Math.round(rawRate))} rows/s`
    printFigure({ name: `merge ${name}`, value: rate, unit: 'changes/s', note })
    printFigure({ name: `merge ${name}: changes against raw inserts of rows`, value: rate / rawRate, unit: 'x', goal: goals.changes })
    if (shape.edits === 0) printFigure({ name: `merge ${name}: rows against raw inserts of rows`, value: rate / FIELDS_OF_ROW / rawRate, unit: 'x', goal: goals.rows })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

const root = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
try {
  const turns = Array.from({ length: RUNS }, () => ({ raw: insertAndUpdate(root, RAW_ROWS, null), captured: insertAndUpdate(root, RAW_ROWS, 'capture_') }))
  for (const kind of ['insert', 'update'] as const) {
    const ratio = median(turns.map(({ raw }) => raw[kind].wall)) / median(turns.map(({ captured }) => captured[kind].wall))
    printFigure({ name: `${kind} with capture against raw`, value: ratio, unit: 'x', note: `${String(RAW_ROWS)} rows of activity in one transaction` })
  }
} finally {
  rmSync(root, { recursive: true, force: true })
}
