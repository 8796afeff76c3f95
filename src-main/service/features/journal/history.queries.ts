import type { FieldChange, HistoryEntry } from '#shared/contract/journal.contract.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import { syncTable, type SyncTable, type SyncTableName } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'
import { msFromHlc } from '../../sync/engine/clock.ts'
import { readTombBody, type SqlValue } from '../../sync/store/tomb-body.ts'
import { isSameValue, type OldValues, readOldValues, toFieldValue } from './field-values.ts'

interface Line {
  readonly seq: number
  readonly old: string
  readonly hlc: number
  readonly isOurs: number
  readonly siteId: Buffer | null
  readonly employee: string | null
  readonly command: number | null
  readonly kind: string | null
  readonly detail: string | null
  readonly undoneBy: number | null
}

interface Page {
  readonly offset: number
  readonly limit: number
}

/**
 * Gives one page of what happened to a record, newest first: each change with who, when, old and new, down to its creation.
 *
 * Edge    also for a record in the bin. Errors: `NotFound` when it is nowhere.
 */
export function recordHistory(
  workspace: Workspace,
  name: SyncTableName,
  idTextual: string,
  page: Page,
): { rows: HistoryEntry[]; total: number; isDeleted: boolean } {
  const { db } = workspace
  const table = syncTable(name)
  const id = idBytes(idTextual)
  const present = readPresent(workspace, table, id)
  const lines = db
    .prepare<[number, Buffer], Line>(
      `SELECT h.seq, h.old, h.hlc, s.site AS siteId, h.site = (SELECT site FROM sync_ctx) OR h.hlc <= ifnull(s.own_until, 0) AS isOurs, e.name AS employee, c.seq AS command, c.kind, c.detail, c.undone_by AS undoneBy
       FROM history h LEFT JOIN sync_site s ON s.alias = h.site LEFT JOIN employee e ON e.id = s.employee_id
       LEFT JOIN command c ON c.seq = h.command WHERE h.tbl = ? AND h.id = ? ORDER BY h.seq DESC`,
    )
    .all(table.number, id)
  const entries: HistoryEntry[] = []
  // walking back from now: what a column held after a change is what it held before the next one
  const after = [...present.values]
  for (const line of lines) {
    const old = readOldValues(table, line.old)
    const changes = changesOf(workspace, table, present, old, after)
    for (const [column, value] of old.values) after[column] = value
    if (changes.length > 0 || old.wasAlive !== undefined) entries.push(toEntry(line, old, changes))
  }
  const birth = creation(workspace, table, present)
  // what an undone import brought and the same file brings again has an earlier life
  const earlier = entries.findIndex(({ at }) => at < birth.at)
  entries.splice(earlier === -1 ? entries.length : earlier, 0, birth)
  return { rows: entries.slice(page.offset, page.offset + page.limit), total: entries.length, isDeleted: !present.isAlive }
}

interface Present {
  readonly isAlive: boolean
  readonly values: readonly SqlValue[]
}

function readPresent({ db }: Workspace, table: SyncTable, id: Buffer): Present {
  const row = db.prepare<[Buffer], SqlValue[]>(`SELECT ${table.columns.join(', ')} FROM ${table.name} WHERE id = ?`).raw().get(id) as SqlValue[] | undefined
  if (row) return { isAlive: true, values: row }
  const body = db.prepare<[number, Buffer], Buffer>('SELECT body FROM sync_tomb WHERE tbl = ? AND id = ? AND h > 0').pluck().get(table.number, id)
  if (!body) throw new NotFound(table.name)
  return { isAlive: false, values: readTombBody(table, body).values }
}

function changesOf({ db }: Workspace, table: SyncTable, present: Present, old: OldValues, after: readonly SqlValue[]): FieldChange[] {
  return [...old.values].flatMap(([column, value]) => {
    const field = table.columns[column]
    if (field === undefined || table.quiet.includes(field)) return []
    return [
      {
        field,
        old: toFieldValue(db, table.name, field, value),
        new: toFieldValue(db, table.name, field, after[column] ?? null),
        canSetBack: present.isAlive && !isSameValue(present.values[column] ?? null, value),
      },
    ]
  })
}

function toEntry(line: Line, old: OldValues, changes: FieldChange[]): HistoryEntry {
  return {
    seq: line.seq,
    event: old.wasAlive === undefined ? 'changed' : old.wasAlive ? 'deleted' : 'restored',
    at: msFromHlc(line.hlc),
    employee: line.employee,
    site: line.siteId === null ? null : idText(line.siteId),
    isOurs: line.isOurs === 1,
    command:
      line.command === null
        ? null
        : { seq: line.command, kind: line.kind ?? '', detail: JSON.parse(line.detail ?? '{}') as Record<string, string>, undoneBy: line.undoneBy },
    changes,
  }
}

function creation({ db, actor }: Workspace, table: SyncTable, { values }: Present): HistoryEntry {
  const valueOf = (column: string): SqlValue => values[table.columns.indexOf(column)] ?? null
  const author = valueOf('created_by')
  const employee = Buffer.isBuffer(author) ? db.prepare<[Buffer], string>('SELECT name FROM employee WHERE id = ?').pluck().get(author) : undefined
  return {
    seq: null,
    event: 'created',
    at: Number(valueOf('created_at')),
    employee: employee ?? null,
    site: null,
    isOurs: Buffer.isBuffer(author) && author.equals(actor.employeeId),
    command: null,
    changes: [],
  }
}
