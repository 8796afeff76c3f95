import type { JournalStep } from '#shared/contract/journal.contract.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'

/** One row of `command`, with its author's name. */
export interface StoredStep {
  readonly seq: number
  readonly kind: string
  readonly detail: string
  readonly hlc: number
  readonly at: number
  readonly employeeId: Buffer | null
  readonly employee: string | null
  readonly undoneBy: number | null
  readonly historyFrom: number
  readonly historyTo: number
}

const STEPS = `SELECT c.seq, c.kind, c.detail, c.hlc, c.at, c.employee_id AS employeeId, e.name AS employee, c.undone_by AS undoneBy,
  c.history_from AS historyFrom, c.history_to AS historyTo FROM command c LEFT JOIN employee e ON e.id = c.employee_id`

/** Gives one page of the steps of this copy, newest first. */
export function listSteps({ db }: Workspace, page: { readonly offset: number; readonly limit: number }): { rows: JournalStep[]; total: number } {
  const rows = db.prepare<[number, number], StoredStep>(`${STEPS} ORDER BY c.seq DESC LIMIT ? OFFSET ?`).all(page.limit, page.offset)
  return { rows: rows.map(toStep), total: Number(db.prepare('SELECT count(*) FROM command').pluck().get()) }
}

/** Gives one step as it is stored. Errors: `NotFound`. */
export function readStep({ db }: Workspace, seq: number): StoredStep {
  const step = db.prepare<[number], StoredStep>(`${STEPS} WHERE c.seq = ?`).get(seq)
  if (!step) throw new NotFound('command')
  return step
}

/** What one does not take back by pressing a key: undos, merges, and how the copy came to be. */
const NOT_BY_KEY = ['journal.undone', 'sync.merged', 'workspace.founded']

/** Gives the newest step that is not undone and that one may take back by a key; undefined when there is none. */
export function newestUndoable({ db }: Workspace): number | undefined {
  return db
    .prepare<[string], number>('SELECT max(seq) FROM command WHERE undone_by IS NULL AND kind NOT IN (SELECT value FROM json_each(?))')
    .pluck()
    .get(JSON.stringify(NOT_BY_KEY)) ?? undefined
}

export function toStep(step: StoredStep): JournalStep {
  return {
    seq: step.seq,
    kind: step.kind,
    detail: JSON.parse(step.detail) as JournalStep['detail'],
    at: step.at,
    employee: step.employeeId === null ? null : { id: idText(step.employeeId), name: step.employee ?? '' },
    undoneBy: step.undoneBy,
  }
}
