import type { BinEntry } from '#shared/contract/journal.contract.ts'
import type { RecordTable } from '#shared/contract/record-tables.ts'
import { idText } from '../../db/record-id.ts'
import { ALIVE_COLUMN, SYNC_TABLES, syncTable, syncTableByNumber, type SyncTable } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { msFromHlc } from '../../sync/engine/clock.ts'
import { titleColumn } from './titles.ts'

export interface BinQuery {
  readonly table?: RecordTable | undefined
  readonly search?: string | undefined
  readonly offset: number
  readonly limit: number
}

interface StoredEntry {
  readonly tbl: number
  readonly id: Buffer
  readonly title: string | number | null
  readonly h: number
  readonly employee: string | null
  readonly wasEdited: number
}

/** Parts of other records: they come back with these. */
const PARTS: readonly string[] = ['order_line', 'customer_contact', 'activity_contact', 'stage_change']

/** Gives one page of the deleted records, newest first. */
export function listBin({ db }: Workspace, { table, search, offset, limit }: BinQuery): { rows: BinEntry[]; total: number } {
  const tables = table === undefined ? SYNC_TABLES.filter(({ name }) => !PARTS.includes(name)) : [syncTable(table)]
  const found = `SELECT t.tbl, t.id, t.h, t.s, ${titleSql(tables)} AS title FROM sync_tomb t
    WHERE t.h > 0 AND t.tbl IN (${tables.map(({ number }) => number).join(', ')})`
  const where = search ? `WHERE title LIKE @search ESCAPE '\\'` : ''
  const parameters = search ? { search: `%${search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%` } : {}
  const rows = db
    .prepare<[object], StoredEntry>(
      `SELECT b.*, e.name AS employee, EXISTS (SELECT 1 FROM sync_lost l WHERE l.tbl = b.tbl AND l.id = b.id AND l.col = ${String(ALIVE_COLUMN)}
         AND l.settled_at IS NULL) AS wasEdited
       FROM (${found}) b LEFT JOIN sync_site s ON s.alias = b.s LEFT JOIN employee e ON e.id = s.employee_id ${where}
       ORDER BY b.h DESC, b.id LIMIT @limit OFFSET @offset`,
    )
    .all({ ...parameters, limit, offset })
  const total = Number(db.prepare(`SELECT count(*) FROM (${found}) ${where}`).pluck().get(parameters))
  return { rows: rows.flatMap(toEntry), total }
}

function toEntry(row: StoredEntry): BinEntry[] {
  const table = syncTableByNumber(row.tbl)
  if (!table) return []
  return [
    {
      table: table.name,
      id: idText(row.id),
      title: row.title === null ? null : String(row.title),
      deletedAt: msFromHlc(row.h),
      deletedBy: row.employee,
      wasEdited: row.wasEdited === 1,
    },
  ]
}

/** The title stands in the body, a JSON array of three stamps and the columns. */
function titleSql(tables: readonly SyncTable[]): string {
  const cases = tables.flatMap(({ name, number, columns }) => {
    const column = titleColumn(name)
    return column === null ? [] : [`WHEN ${String(number)} THEN json_extract(CAST(t.body AS TEXT), '$[${String(3 + columns.indexOf(column))}]')`]
  })
  return cases.length === 0 ? 'NULL' : `CASE t.tbl ${cases.join(' ')} END`
}
