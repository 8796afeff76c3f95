import type { Workspace } from '../../db/workspace.ts'
import { readStep, type StoredStep } from './steps.queries.ts'

/**
 * Gives a step after those that did it again (by undoing its undo) and still stand, newest first: what the step wrote may bear their
 * clocks now, so they are taken back with it.
 */
export function withRedos(workspace: Workspace, step: StoredStep): StoredStep[] {
  const seqs = workspace.db
    .prepare<[number], number>(
      `WITH undo AS MATERIALIZED (SELECT seq, json_extract(detail, '$.of') AS of, undone_by FROM command WHERE kind = 'journal.undone'),
       redo (seq) AS (SELECT ? UNION SELECT again.seq FROM redo JOIN undo ON undo.of = redo.seq JOIN undo again ON again.of = undo.seq
         WHERE again.undone_by IS NULL)
       SELECT seq FROM redo ORDER BY seq DESC`,
    )
    .pluck()
    .all(step.seq)
  return seqs.map((seq) => readStep(workspace, seq))
}

/** Notes that the command at work has undone a step, the last of `steps`, together with those that had done it again. */
export function markUndone({ db }: Workspace, steps: readonly StoredStep[]): void {
  const mark = db.prepare('UPDATE command SET undone_by = ? WHERE seq = ?')
  const undoneBy = db.prepare<[number], { seq: number; of: number | null }>(
    `SELECT seq, iif(kind = 'journal.undone', json_extract(detail, '$.of'), NULL) AS of FROM command WHERE undone_by = ?`,
  )
  const by = Number(db.prepare('SELECT command FROM sync_ctx').pluck().get())
  const step = steps.at(-1)
  for (const { seq } of steps) mark.run(by, seq)
  if (step) stand(step.seq)

  /** What a step had undone stands again; where that is an undo, its own step is undone again. */
  function stand(seq: number): void {
    for (const freed of undoneBy.all(seq)) {
      mark.run(null, freed.seq)
      if (freed.of === null) continue
      mark.run(freed.seq, freed.of)
      stand(freed.of)
    }
  }
}
