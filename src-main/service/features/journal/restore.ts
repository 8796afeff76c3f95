import { isIdColumn, syncTable, syncTableByNumber, type SyncTable, type SyncTableName } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuse } from '../../refusal.ts'
import { sealOutbox } from '../../sync/chain/seal-outbox.ts'
import { openReviver } from '../../sync/store/revive.ts'
import { readTombBody } from '../../sync/store/tomb-body.ts'
import { titleOfValues } from './titles.ts'

/**
 * Brings a record back from the bin with the parts that went with it: an order's lines, a customer's links. Gives the step.
 *
 * Errors  `not-in-bin`.
 */
export function restoreRecord(workspace: Workspace, name: SyncTableName, id: Id): number {
  const { db } = workspace
  sealOutbox(workspace)
  const table = syncTable(name)
  const tomb = db
    .prepare<[number, Id], Tomb>('SELECT tbl, id, h, s, body FROM sync_tomb WHERE tbl = ? AND id = ? AND h > 0')
    .get(table.number, id)
  if (!tomb) refuse('not-in-bin', { table: name })
  const title = titleOfValues(name, (column) => readTombBody(table, tomb.body).values[table.columns.indexOf(column)] ?? null)
  const { command } = workspace.write({ kind: 'journal.restored', detail: { table: name, title } }, () => {
    const reviver = openReviver(db)
    for (const part of [tomb, ...partsOf(tomb, deletedTogether(workspace, tomb))]) reviver.revive(tableOf(part), part.id)
  })
  return command
}

interface Tomb {
  readonly tbl: number
  readonly id: Buffer
  readonly h: number
  readonly s: number
  readonly body: Buffer
}

/** What the same command deleted: it has the same clock. */
function deletedTogether({ db }: Workspace, { h, s }: Tomb): Tomb[] {
  return db.prepare<[number, number], Tomb>('SELECT tbl, id, h, s, body FROM sync_tomb WHERE h = ? AND s = ?').all(h, s)
}

/** Those among `others` that refer to a record, and what refers to them in turn. */
function partsOf(root: Tomb, others: readonly Tomb[]): Tomb[] {
  const parts: Tomb[] = []
  const wanted = new Set([root.id.toString('latin1')])
  let left = others.filter((other) => !other.id.equals(root.id))
  for (;;) {
    const found = left.filter((other) => refersToAny(other, wanted))
    if (found.length === 0) return parts
    for (const part of found) wanted.add(part.id.toString('latin1'))
    parts.push(...found)
    left = left.filter((other) => !found.includes(other))
  }
}

function refersToAny(tomb: Tomb, ids: ReadonlySet<string>): boolean {
  const table = tableOf(tomb)
  const { values } = readTombBody(table, tomb.body)
  return table.columns.some((column, i) => {
    const value = values[i]
    return isIdColumn(column) && column !== 'created_by' && Buffer.isBuffer(value) && ids.has(value.toString('latin1'))
  })
}

function tableOf(tomb: Tomb): SyncTable {
  const table = syncTableByNumber(tomb.tbl)
  if (!table) throw new Error(`restore: no table ${String(tomb.tbl)}`)
  return table
}
