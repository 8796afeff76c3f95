import type { UndoConflict, UndoResult } from '#shared/contract/journal.contract.ts'
import { capturePosition } from '../../db/capture.ts'
import { idText } from '../../db/record-id.ts'
import { syncTable } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'
import type { Workspace } from '../../db/workspace.ts'
import { quietReport, type TaskReport } from '../../jobs/task.ts'
import { refuse } from '../../refusal.ts'
import { sealOutbox } from '../../sync/chain/seal-outbox.ts'
import { ownAliasAt } from '../../sync/renew-site.ts'
import type { SqlValue } from '../../sync/store/tomb-body.ts'
import { staleDuplicateKeys } from '../duplicates/public.ts'
import { staleFigures } from '../figures/public.ts'
import { staleSearch } from '../search/public.ts'
import { toFieldValue } from './field-values.ts'
import { markUndone, withRedos } from './redo-chain.ts'
import { readStep, type StoredStep, toStep } from './steps.queries.ts'
import { titleOf } from './titles.ts'
import type { ConflictLog, UndoRun } from './undo-run.ts'
import { removeBorn } from './undo-born.ts'
import { restoreDeleted } from './undo-deleted.ts'
import { setBackChanged } from './undo-changed.ts'

const LISTED = 200
/** From so many rows on, lists and search are computed anew instead of row by row. */
const MANY_ROWS = 20_000

/**
 * Takes back everything that one step wrote, also after other edits: new rows go into the bin, deleted ones come back, changed fields get
 * their old values. What was changed since stays and is listed. The undo is a step itself.
 *
 * Undoing a merge writes as well: other copies will see it as changes of ours.
 * Errors  `NotFound`; refuses `already-undone`, and `not-undoable` when the history of the step was pruned.
 * Cost    as many writes as the step made; looks once at the stamps of every table.
 */
export function undoStep(workspace: Workspace, seq: number, report: TaskReport = quietReport): UndoResult {
  const { db } = workspace
  const step = readStep(workspace, seq)
  if (step.undoneBy !== null) refuse('already-undone', { seq })
  requireHistory(workspace, step)
  sealOutbox(workspace)
  const { log, listed, total } = openConflictLog(workspace)
  const { value, command, tables } = workspace.write({ kind: 'journal.undone', detail: { of: seq, kind: step.kind } }, (records) => {
    const steps = withRedos(workspace, step)
    if (steps.some((one) => isLarge(workspace, one))) {
      staleFigures(workspace)
      staleSearch(workspace)
      staleDuplicateKeys(workspace)
    }
    const before = capturePosition(db).history
    const done = { restored: 0, setBack: 0, removed: 0 }
    for (const one of steps) {
      const run: UndoRun = { workspace, step: one, own: ownAliasAt(db, one.hlc), conflicts: log, report, records }
      done.restored += restoreDeleted(run)
      done.setBack += setBackChanged(run)
      done.removed += removeBorn(run)
    }
    if (capturePosition(db).history > before) markUndone(workspace, steps)
    return done
  })
  return {
    command: tables.length === 0 ? null : command,
    undone: toStep(readStep(workspace, seq)),
    ...value,
    conflicts: listed,
    conflictCount: total(),
  }
}

/** Whether undoing a step is better done in a thread of its own. */
export function isLongUndo(workspace: Workspace, seq: number): boolean {
  const step = readStep(workspace, seq)
  return step.historyTo - step.historyFrom > 2_000 || step.kind === 'import' || step.kind === 'sync.merged'
}

function isLarge({ db }: Workspace, step: StoredStep): boolean {
  if (step.historyTo - step.historyFrom > MANY_ROWS) return true
  if (step.kind !== 'import' && step.kind !== 'sync.merged') return false
  // the size of an import is not in the history: new rows leave no line there
  return Number(db.prepare('SELECT count(*) FROM order_line').pluck().get()) > MANY_ROWS
}

function requireHistory({ db }: Workspace, step: StoredStep): void {
  const oldest = db.prepare<[], number | null>('SELECT min(seq) FROM history').pluck().get() ?? 0
  if (step.historyTo > step.historyFrom && oldest > step.historyFrom + 1) refuse('not-undoable', { seq: step.seq })
}

function openConflictLog(workspace: Workspace): { readonly log: ConflictLog; readonly listed: UndoConflict[]; readonly total: () => number } {
  const { db } = workspace
  const listed: UndoConflict[] = []
  let total = 0
  const known = new Set<string>()
  const isOurs = db.prepare<[number, Id]>('SELECT 1 FROM history WHERE tbl = ? AND id = ? AND command = (SELECT command FROM sync_ctx)')
  return {
    listed,
    total: () => total,
    log: {
      add({ kind, table, id, column, wanted, current }) {
        // a step that was done again is undone in parts: what one part found stands for the others, what one wrote is no conflict
        const key = `${kind}:${table}:${idText(id)}:${column ?? ''}`
        const isGone = kind === 'restored-since' || (kind === 'changed-since' && current === undefined)
        if (known.has(key) || (isGone && isOurs.get(syncTable(table).number, id) !== undefined)) return
        known.add(key)
        total++
        if (listed.length >= LISTED) return
        const valueOf = (value: SqlValue | undefined) => (value === undefined || column === undefined ? null : toFieldValue(db, table, column, value))
        listed.push({ kind, table, id: idText(id), title: titleOf(db, table, id), field: column ?? null, wanted: valueOf(wanted), current: valueOf(current) })
      },
    },
  }
}
