import { openReviver } from '../../sync/store/revive.ts'
import { tableOfNumber, type UndoRun } from './undo-run.ts'

interface Line {
  readonly tbl: number
  readonly id: Buffer
  readonly hlc: number
  readonly site: number
}

/** Brings back the rows that a step deleted. Gives how many. */
export function restoreDeleted({ workspace: { db }, step, own, conflicts, report }: UndoRun): number {
  const linesOf = db.prepare<[number, number], Line>(
    `SELECT tbl, id, hlc, site FROM history WHERE seq > ? AND seq <= ? AND mask >= 2147483648 AND old = '{"31":1}'`,
  )
  const reviver = openReviver(db)
  let restored = 0
  for (const [i, { tbl, id, hlc, site }] of linesOf.all(step.historyFrom, step.historyTo).entries()) {
    if (i % 5_000 === 0) report.throwIfCancelled()
    const table = tableOfNumber(tbl)
    // deleted by somebody else meanwhile, or made by this very step (its oldest column has the step's clock): then it stays there
    const isRevived = reviver.revive(table, id, (tomb, body) => tomb.s === site && tomb.h >= hlc && !(body.h === step.hlc && body.s === own))
    if (isRevived) restored++
    else if (db.prepare(`SELECT 1 FROM ${table.name} WHERE id = ?`).get(id) !== undefined) conflicts.add({ kind: 'restored-since', table: table.name, id })
  }
  return restored
}
