import type { z } from 'zod'
import type { MergeEntry, SyncStatus } from '#shared/contract/sync.contract.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { SCHEMA_VERSION } from '../../db/migrate.ts'
import { readHeader } from '../../sync/bundle/envelope.ts'
import { aheadMs, FUTURE_LIMIT_MS, msFromHlc } from '../../sync/engine/clock.ts'
import { renewedAt, sentUpTo } from '../../sync/exchange/local-notes.ts'
import { listWays } from '../../sync/exchange/stored-ways.ts'
import { concernsOf } from './concerns.ts'
import { countHeld } from './held.queries.ts'
import { isAllOnSomeWay, unsentSteps } from './sent.queries.ts'
import { shownAddress } from './way-address.ts'

type Status = z.infer<typeof SyncStatus>

interface StoredSite {
  readonly site: Buffer
  readonly employeeId: Buffer | null
  readonly employee: string | null
  readonly seen: number
  readonly acked: number
  readonly readAt: number | null
  readonly seenAt: number | null
  /** The newest bundle of it begins with this. */
  readonly header: Buffer | null
}

/** A header without its list of heads fits; one that does not tells no version. */
const HEADER_BYTES = 8_192

/** Gives how this copy stands to the others: what they do not have yet, what needs a person, who was met when. */
export function syncStatus({ db, site, clock }: Workspace): Status {
  const count = (sql: string, ...parameters: unknown[]): number => Number(db.prepare(sql).pluck().get(...parameters))
  const now = clock.now()
  const sites = db
    .prepare<[], StoredSite>(
      `SELECT s.site, e.id AS employeeId, e.name AS employee, coalesce(v.seen_hlc, 0) AS seen, coalesce(v.acked_hlc, 0) AS acked, s.last_seen AS seenAt,
         (SELECT max(at) FROM sync_merge m WHERE m.source_site = s.site) AS readAt,
         (SELECT substr(bytes, 1, ${String(HEADER_BYTES)}) FROM sync_bundle WHERE seq = (SELECT max(b.seq) FROM sync_bundle b WHERE b.alias = s.alias)) AS header
       FROM sync_site s LEFT JOIN employee e ON e.id = s.employee_id LEFT JOIN sync_vv v ON v.alias = s.alias
       WHERE s.alias <> (SELECT site FROM sync_ctx) AND s.site <> (SELECT firm_id FROM workspace)
         AND (s.own_until IS NULL OR v.seen_hlc > s.own_until) ORDER BY e.name, s.alias`,
    )
    .all()
  const ways = listWays(db).map((way) => ({ ...way, shown: shownAddress(way) }))
  const acked = sites.reduce((newest, row) => Math.max(newest, row.acked), 0)
  const waiting = unsentSteps(db, Math.max(acked, sentUpTo(db)))
  const openLost = count('SELECT count(*) FROM sync_lost WHERE settled_at IS NULL')
  const held = countHeld(db)
  const concerns = concernsOf({ openLost, faults: held.faults, renewedAt: renewedAt(db), ways, now })
  const lastMergeAt = db.prepare<[], number | null>('SELECT max(at) FROM sync_merge').pluck().get() ?? null
  const doneAt = ways.reduce<number | null>((newest, way) => Math.max(newest ?? 0, way.doneAt ?? 0) || null, null)
  const hasMet = sites.length > 0 || doneAt !== null
  // a copy that listens, or whose file was merged, knows from the others what they have
  const isSent = unsentSteps(db, acked) === 0 || (waiting === 0 && isAllOnSomeWay(db, ways))
  return {
    site: idText(site),
    waiting,
    openLost,
    lastMergeAt: Math.max(lastMergeAt ?? 0, doneAt ?? 0) || null,
    lamp: concerns.length > 0 ? 'attention' : !hasMet ? 'alone' : isSent ? 'synced' : 'waiting',
    concerns,
    ways: ways.length,
    held: held.all,
    sites: sites.map((row) => ({
      site: idText(row.site),
      employee: row.employeeId === null ? null : { id: idText(row.employeeId), name: row.employee ?? '' },
      changedAt: row.seen > CLOCK_OF_FOUNDING ? msFromHlc(row.seen) : null,
      readAt: row.readAt,
      missingSteps: row.readAt === null && row.acked === 0 ? null : unsentSteps(db, row.acked),
      seenAt: row.seenAt,
      version: versionOf(row.header),
      aheadMinutes: minutesAhead(row.seen, now),
    })),
  }
}

/** Clocks below this one are those of rows that every copy begins with. */
const CLOCK_OF_FOUNDING = 4096

function minutesAhead(hlc: number, now: number): number | null {
  const ahead = aheadMs(hlc, now)
  return ahead > FUTURE_LIMIT_MS ? Math.round(ahead / 60_000) : null
}

function versionOf(header: Buffer | null): 'older' | 'same' | 'newer' | null {
  const schema = header && readHeader(header)?.schema
  if (typeof schema !== 'number') return null
  return schema === SCHEMA_VERSION ? 'same' : schema > SCHEMA_VERSION ? 'newer' : 'older'
}

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
