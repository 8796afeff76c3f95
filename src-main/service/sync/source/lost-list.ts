import type { SyncTable } from '../../db/registry.ts'
import type { Clock } from '../store/merge-ledger.ts'
import type { SourceCopy } from './workspace-file.ts'

/**
 * Gives a lookup in another copy's lost list: whether it holds a certain write of ours. It tells us of losses that were decided
 * there, after they had seen our value.
 *
 * Shape   `aliases` source -> ours.
 */
export function findOnLostList(source: SourceCopy, aliases: Uint16Array): (table: SyncTable, id: Buffer, column: number, lost: Clock) => boolean {
  const isEmpty = source.db.prepare('SELECT 1 FROM sync_lost LIMIT 1').get() === undefined
  if (isEmpty) return () => false
  const find = source.db
    .prepare<[number, Buffer, number, number, number], number>('SELECT 1 FROM sync_lost WHERE tbl = ? AND id = ? AND col = ? AND h = ? AND s = ?')
    .pluck()
  return (table, id, column, lost) => find.get(table.number, id, column, lost.h, aliases.indexOf(lost.s)) === 1
}
