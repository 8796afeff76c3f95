import type { LostEntry } from '#shared/contract/sync.contract.ts'
import type { FieldValue, RecordTable } from '#shared/contract/record-tables.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import { ALIVE_COLUMN, isIdColumn, syncTable, syncTableByNumber, type SyncTable } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { msFromHlc } from '../../sync/engine/clock.ts'
import { NotFound } from '../../refusal.ts'
import { referencedTable, titleOf } from '../journal/public.ts'

export interface StoredLoss {
  readonly seq: number
  readonly tbl: number
  readonly id: Buffer
  readonly col: number
  readonly value: string | number | Buffer | null
  readonly h: number
  readonly s: number
  readonly wonValue: string | number | Buffer | null
  readonly wonH: number
  readonly wonS: number
  readonly seenAt: number
  readonly settledAt: number | null
}

const COLUMNS = `SELECT seq, tbl, id, col, value, h, s, won_value AS wonValue, won_h AS wonH, won_s AS wonS, seen_at AS seenAt, settled_at AS settledAt FROM sync_lost`

export interface LostQuery {
  readonly isOpen: boolean
  readonly table?: RecordTable | undefined
  readonly id?: string | undefined
  readonly offset: number
  readonly limit: number
}

/** Gives one page of the values that did not prevail, newest first. */
export function listLost(workspace: Workspace, { isOpen, table, id, offset, limit }: LostQuery): { rows: LostEntry[]; total: number } {
  const { db } = workspace
  const where = `WHERE (@isOpen = 0 OR settled_at IS NULL) AND (@tbl IS NULL OR tbl = @tbl) AND (@id IS NULL OR id = @id)`
  const parameters = { isOpen: Number(isOpen), tbl: table === undefined ? null : syncTable(table).number, id: idBytes(id) ?? null }
  const rows = db
    .prepare<[object], StoredLoss>(`${COLUMNS} ${where} ORDER BY seq DESC LIMIT @limit OFFSET @offset`)
    .all({ ...parameters, limit, offset })
  return {
    rows: rows.flatMap((row) => toEntry(workspace, row) ?? []),
    total: Number(db.prepare(`SELECT count(*) FROM sync_lost ${where}`).pluck().get(parameters)),
  }
}

/** Gives one entry as it is stored. Errors: `NotFound`. */
export function readLoss({ db }: Workspace, seq: number): StoredLoss {
  const row = db.prepare<[number], StoredLoss>(`${COLUMNS} WHERE seq = ?`).get(seq)
  if (!row) throw new NotFound('sync_lost')
  return row
}

function toEntry(workspace: Workspace, row: StoredLoss): LostEntry | undefined {
  const table = syncTableByNumber(row.tbl)
  if (!table) return undefined
  const field = row.col === ALIVE_COLUMN ? null : (table.columns[row.col] ?? null)
  const present = workspace.db.prepare<[Buffer], Record<string, string | number | Buffer | null>>(`SELECT * FROM ${table.name} WHERE id = ?`).get(row.id)
  return {
    seq: row.seq,
    kind: field === null ? 'deleted-while-edited' : 'edit',
    table: table.name,
    id: idText(row.id),
    title: titleOf(workspace.db, table.name, row.id),
    field,
    lost: { ...fieldValue(workspace, table, field, row.value), ...authorOf(workspace, row.s, row.h) },
    won: { ...fieldValue(workspace, table, field, row.wonValue), ...authorOf(workspace, row.wonS, row.wonH) },
    current: present && field !== null ? fieldValue(workspace, table, field, present[field] ?? null) : null,
    isDeleted: present === undefined,
    seenAt: row.seenAt,
    settledAt: row.settledAt,
  }
}

/** A value as contracts give it, with the name of what it refers to. */
function fieldValue({ db }: Workspace, table: SyncTable, field: string | null, value: string | number | Buffer | null): FieldValue {
  if (!Buffer.isBuffer(value)) return { value, label: null }
  const text = value.length === 16 ? idText(value) : value.toString('hex')
  const target = field !== null && isIdColumn(field) ? referencedTable(table.name, field) : null
  return { value: text, label: target === null ? null : titleOf(db, target, value) }
}

function authorOf({ db }: Workspace, alias: number, h: number): { readonly by: string | null; readonly at: number; readonly isOurs: boolean } {
  const author = db
    .prepare<[number, number], { readonly by: string | null; readonly isOurs: number }>(
      `SELECT e.name AS by, s.alias = (SELECT site FROM sync_ctx) OR ? <= ifnull(s.own_until, 0) AS isOurs
       FROM sync_site s LEFT JOIN employee e ON e.id = s.employee_id WHERE s.alias = ?`,
    )
    .get(h, alias)
  return { by: author?.by ?? null, at: msFromHlc(h), isOurs: author?.isOurs === 1 }
}
