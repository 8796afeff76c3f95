import type { z } from 'zod'
import type { MergeEntry, SyncStatus } from '#shared/contract/sync.contract.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { msFromHlc } from '../../sync/engine/clock.ts'

type Status = z.infer<typeof SyncStatus>

interface StoredSite {
  readonly site: Buffer
  readonly employeeId: Buffer | null
  readonly employee: string | null
  readonly seen: number
  readonly acked: number
  readonly readAt: number | null
}

/** Gives how this copy stands to the others: what they do not have yet, what needs a decision, who was met when. */
export function syncStatus({ db, site }: Workspace): Status {
  const count = (sql: string, ...parameters: unknown[]): number => Number(db.prepare(sql).pluck().get(...parameters))
  const sites = db
    .prepare<[], StoredSite>(
      `SELECT s.site, e.id AS employeeId, e.name AS employee, coalesce(v.seen_hlc, 0) AS seen, coalesce(v.acked_hlc, 0) AS acked,
         (SELECT max(at) FROM sync_merge m WHERE m.source_site = s.site) AS readAt
       FROM sync_site s LEFT JOIN employee e ON e.id = s.employee_id LEFT JOIN sync_vv v ON v.alias = s.alias
       WHERE s.alias <> (SELECT site FROM sync_ctx) AND s.site <> (SELECT firm_id FROM workspace)
         AND (s.own_until IS NULL OR v.seen_hlc > s.own_until) ORDER BY e.name, s.alias`,
    )
    .all()
  const known = sites.reduce((newest, { acked }) => Math.max(newest, acked), 0)
  const waiting = count("SELECT count(*) FROM command WHERE hlc > ? AND kind <> 'sync.merged'", known)
  const openLost = count('SELECT count(*) FROM sync_lost WHERE settled_at IS NULL')
  const lastMergeAt = db.prepare<[], number | null>('SELECT max(at) FROM sync_merge').pluck().get() ?? null
  return {
    site: idText(site),
    waiting,
    openLost,
    lastMergeAt,
    lamp: openLost > 0 ? 'attention' : sites.length === 0 ? 'alone' : waiting > 0 ? 'waiting' : 'synced',
    sites: sites.map((row) => ({
      site: idText(row.site),
      employee: row.employeeId === null ? null : { id: idText(row.employeeId), name: row.employee ?? '' },
      changedAt: row.seen > CLOCK_OF_FOUNDING ? msFromHlc(row.seen) : null,
      readAt: row.readAt,
      missingSteps: row.readAt === null ? null : count("SELECT count(*) FROM command WHERE hlc > ? AND kind <> 'sync.merged'", row.acked),
    })),
  }
}

/** Clocks below this one are those of rows that every copy begins with. */
const CLOCK_OF_FOUNDING = 4096

interface StoredMerge {
  readonly seq: number
  readonly at: number
  readonly source: string
  readonly site: Buffer
  readonly employee: string | null
  readonly read: number
  readonly applied: number
  readonly known: number
  readonly conflicts: number
  readonly lost: number
  readonly command: number | null
  readonly isUndone: number
}

/** Gives one page of the merge log, newest first. */
export function listMerges({ db }: Workspace, page: { readonly offset: number; readonly limit: number }): { rows: z.infer<typeof MergeEntry>[]; total: number } {
  const rows = db
    .prepare<[number, number], StoredMerge>(
      `SELECT m.seq, m.at, m.source_path AS source, m.source_site AS site, e.name AS employee, m.read, m.applied, m.known, m.conflicts, m.lost,
         m.command, coalesce(c.undone_by IS NOT NULL, 0) AS isUndone
       FROM sync_merge m LEFT JOIN sync_site s ON s.site = m.source_site LEFT JOIN employee e ON e.id = s.employee_id
       LEFT JOIN command c ON c.seq = m.command ORDER BY m.seq DESC LIMIT ? OFFSET ?`,
    )
    .all(page.limit, page.offset)
    .map(({ read, applied, known, conflicts, lost, ...merge }) => ({
      ...merge,
      site: idText(merge.site),
      counts: { read, applied, known, conflicts, lost, collisions: 0 },
      isUndone: merge.isUndone === 1,
    }))
  return { rows, total: Number(db.prepare('SELECT count(*) FROM sync_merge').pluck().get()) }
}
