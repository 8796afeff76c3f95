import type { MergeResult } from '#shared/contract/sync.contract.ts'
import { capturePosition } from '../db/capture.ts'
import { keptStatement } from '../db/kept-statement.ts'
import { idText } from '../db/record-id.ts'
import { SYNC_TABLES, type SyncTable, type SyncTableName } from '../db/registry.ts'
import type { Workspace } from '../db/workspace.ts'
import type { TaskReport } from '../jobs/task.ts'
import { refuse } from '../refusal.ts'
import { aheadMs, FUTURE_LIMIT_MS, observe, tick } from './engine/clock.ts'
import { lossKey } from './source/lost-list.ts'
import type { SourceRecord } from './source/read-changes.ts'
import { sealOutbox } from './chain/seal-outbox.ts'
import { renewSite } from './renew-site.ts'
import { openReading, type SourceHead, type SourceReading } from './source/source-reading.ts'
import { type Clock, MergeLedger } from './store/merge-ledger.ts'
import { RowMerger, type MergeTally } from './store/row-merger.ts'
import { openSites, type Sites } from './store/sites.ts'
import { TableWriters } from './store/table-writers.ts'
import { type RaisedLine, raiseVersionVector, readVersionVector, translateVector, type VersionVector } from './store/version-vector.ts'

export interface SourceMerge {
  readonly result: MergeResult
  readonly tables: readonly SyncTableName[]
}

/** Thrown to roll a preview back. */
class PreviewDone extends Error {
  override readonly name = 'PreviewDone'
  readonly merged: SourceMerge
  constructor(merged: SourceMerge) {
    super('preview: rolled back on purpose')
    this.merged = merged
  }
}

/** Something went wrong after a merge had begun to write: the transaction must be rolled back. */
export class MergeBroken extends Error {
  override readonly name = 'MergeBroken'
  constructor(cause: unknown) {
    super('merge: broken off', { cause })
  }
}

/**
 * Merges one other copy's file into this one, in one transaction: everything of it that prevails here, or nothing.
 *
 * Merging again changes nothing; the order in which sources are merged does not matter.
 * Errors  refuses with `source-missing`, `source-not-a-workspace`, `source-damaged`, `source-busy`, `schema-too-new`,
 *         `source-same-workspace`, `source-other-firm`; a full disk and a cancel are thrown on. Nothing is changed then.
 */
export function mergeSource(workspace: Workspace, path: string, report: TaskReport): SourceMerge {
  return mergeAlone(workspace, { open: () => openReading(path, workspace.site, workspace.key) }, report)
}

/** The same with any source; `merged` and `written` are called in the same transaction. */
export function mergeAlone(workspace: Workspace, source: { open(): SourceReading; merged?(): void; written?(): void }, report: TaskReport): SourceMerge {
  try {
    return workspace.db
      .transaction(() => {
        sealOutbox(workspace)
        const merge = mergeWithin(workspace, () => source.open(), report, new TableWriters(workspace.db))
        source.merged?.()
        source.written?.()
        return merge
      })
      .immediate()
  } catch (cause) {
    throw cause instanceof MergeBroken ? cause.cause : cause
  }
}

/** The same within a transaction of the caller, who sealed the outbox in it. Errors: `MergeBroken` once it has begun to write, refusals before. */
export function mergeWithin(workspace: Workspace, open: () => SourceReading, report: TaskReport, writers: TableWriters): SourceMerge {
  return withSource(workspace, open, (source) => {
    try {
      return mergeOpen(workspace, source, report, writers)
    } catch (cause) {
      throw new MergeBroken(cause)
    }
  })
}

/** Says what `mergeSource` would do, and does nothing. */
export function previewSource(workspace: Workspace, path: string, report: TaskReport): SourceMerge {
  return withSource(workspace, () => openReading(path, workspace.site, workspace.key), (source) => {
    try {
      workspace.db
        .transaction(() => {
          sealOutbox(workspace)
          throw new PreviewDone(mergeOpen(workspace, source, report, new TableWriters(workspace.db)))
        })
        .immediate()
    } catch (cause) {
      if (cause instanceof PreviewDone) return cause.merged
      throw cause
    }
    throw new Error('merge: a preview was not rolled back')
  })
}

function withSource<T>(workspace: Workspace, open: () => SourceReading, work: (source: SourceReading) => T): T {
  const source = open()
  const { path, site, firmId: theirFirm } = source.head
  try {
    if (site.equals(workspace.site)) refuse('source-same-workspace', { path })
    const firmId = keptStatement<[], Buffer>(workspace.db, 'SELECT firm_id FROM workspace').pluck().get()
    if (!firmId?.equals(theirFirm)) refuse('source-other-firm', { path })
    return work(source)
  } finally {
    source.close()
  }
}

interface MergeSetting {
  readonly sites: Sites
  readonly aliases: Uint16Array
  readonly ours: VersionVector
  readonly theirKnown: Float64Array
  readonly theirSeen: Float64Array
  readonly isWhole: boolean
}

function mergeOpen(workspace: Workspace, reading: SourceReading, report: TaskReport, writers: TableWriters): SourceMerge {
  const { db } = workspace
  const source = reading.head
  const now = workspace.clock.now()
  const lastHlc = Number(keptStatement(db, 'SELECT last_hlc FROM sync_ctx').pluck().get())
  const setting = prepareUnderOwnName(workspace, source, lastHlc)
  const before = capturePosition(db)
  const hlc = tick(lastHlc, now)
  const command = Number(
    keptStatement(db, 'INSERT INTO command (kind, detail, hlc, at, employee_id) VALUES (?, ?, ?, ?, ?)')
      .run('sync.merged', JSON.stringify({ employee: source.employeeName }), hlc, now, workspace.actor.employeeId).lastInsertRowid,
  )
  keptStatement(db, 'UPDATE sync_ctx SET capture = 0').run()
  const ledger = new MergeLedger(db, writers.ledger, command, now)
  const tally: MergeTally = { applied: 0, newest: new Map() }
  const { read, tables } = mergeTables(workspace, reading, setting, { ledger, tally, writers, report })
  const { conflicts, lost } = ledger.finish()

  const last = raiseVectors(workspace, source, setting, Math.max(lastHlc, hlc), now)
  const hasChanged = tally.applied > 0
  if (hasChanged) {
    keptStatement(db, 'UPDATE command SET history_from = ?, history_to = ? WHERE seq = ?').run(before.history, capturePosition(db).history, command)
  } else {
    keptStatement(db, 'DELETE FROM command WHERE seq = ?').run(command)
  }
  keptStatement(db, 'UPDATE sync_ctx SET capture = 1, last_hlc = ?, sealed = (SELECT coalesce(max(seq), 0) FROM history)').run(last)
  const counts = { read, applied: tally.applied, known: read - tally.applied, conflicts, lost, collisions: 0 }
  keptStatement(
    db,
    `INSERT INTO sync_merge (command, source_site, source_path, at, read, applied, known, conflicts, lost) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(hasChanged ? command : null, source.site, source.path, now, read, counts.applied, counts.known, counts.conflicts, counts.lost)
  return {
    result: {
      source: source.path,
      site: idText(source.site),
      employee: source.employeeName,
      counts,
      command: hasChanged ? command : null,
      clocksAhead: clocksAhead(workspace, source, tally, now),
      problem: null,
    },
    tables,
  }
}

/** Where they have seen more of us than we remember, we were put back to an earlier state: what we wrote since then is to come back from them. */
function prepareUnderOwnName(workspace: Workspace, source: SourceHead, lastHlc: number): MergeSetting {
  const setting = prepareMerge(workspace, source)
  if ((setting.theirSeen[setting.sites.own] ?? 0) <= lastHlc) return setting
  renewSite(workspace.db, workspace.newSite())
  return prepareMerge(workspace, source)
}

function prepareMerge(workspace: Workspace, source: SourceHead): MergeSetting {
  const { db } = workspace
  const sites = openSites(db)
  const aliases = sites.translate(source.sites)
  const own = aliases[source.own] ?? 0
  keptStatement(db, 'UPDATE sync_site SET employee_id = ?, last_seen = ? WHERE alias = ?').run(source.employeeId, workspace.clock.now(), own)
  const ours = readVersionVector(db)
  const theirs = source.vector
  return {
    sites,
    aliases,
    ours,
    theirKnown: translateVector(theirs.known, aliases, ours.known.length),
    theirSeen: translateVector(theirs.seen, aliases, ours.seen.length),
    isWhole: workspace.actor.role !== 'rep',
  }
}

function mergeTables(
  workspace: Workspace,
  source: SourceReading,
  { sites, aliases, ours, theirSeen, isWhole }: MergeSetting,
  { ledger, tally, writers, report }: { readonly ledger: MergeLedger; readonly tally: MergeTally; readonly writers: TableWriters; readonly report: TaskReport },
): { readonly read: number; readonly tables: readonly SyncTableName[] } {
  const { path, sizes, ourLosses } = source.head
  const rules = {
    own: sites.own,
    ranks: sites.ranks(),
    seenByThem: theirSeen,
    seenByUs: metOf(source.head, aliases, ours.seen),
    isOnTheirLostList: (table: SyncTable, id: Buffer, column: number, { h }: Clock) => ourLosses.size > 0 && ourLosses.has(lossKey(table.number, id, column, h)),
  }
  const known = Float64Array.from(aliases, (alias) => ours.known[alias] ?? 0)
  const scope = isWhole ? null : { receiver: workspace.db, employeeId: workspace.actor.employeeId }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const tables: SyncTableName[] = []
  let done = 0
  for (const table of SYNC_TABLES.filter(({ number }) => (sizes.get(number) ?? 0) > 0)) {
    const before = tally.applied
    const writer = writers.of(table)
    const merger = new RowMerger(writer, rules, ledger, tally, source.news)
    const merge = (record: SourceRecord): void => {
      const { s } = record.clocks
      for (let slot = 0; slot < s.length; slot++) s[slot] = aliases[s[slot] ?? 0] ?? 0
      const applied = tally.applied
      merger.merge(record)
      // what is new is inserted with others later
      if (record.isNew || tally.applied > applied) source.brought?.()
    }
    const betweenPages = (): void => {
      report.throwIfCancelled()
    }
    source.read(table, { known, scope, holds: (id) => writer.holds(id) }, merge, betweenPages)
    merger.finish()
    if (tally.applied > before) tables.push(table.name)
    done += sizes.get(table.number) ?? 0
    report.throwIfCancelled()
    report.progress(path, done, total)
  }
  return { read: total, tables }
}

/** Of an author's chains one may be met later than another: what it brings is new, though we have met later clocks of that author. */
function metOf({ own, metUpTo }: SourceHead, aliases: Uint16Array, seen: Float64Array): Float64Array {
  if (metUpTo === null) return seen
  const met = seen.slice()
  met[aliases[own] ?? 0] = metUpTo
  return met
}

/**
 * Raises what we know and have seen; gives our new last clock.
 *
 * A clock from the future is noted as seen but does not move ours, and nothing beyond our own clock counts as known: we might still
 * write something older over it, and then have to meet it again.
 */
function raiseVectors(workspace: Workspace, source: SourceHead, setting: MergeSetting, lastHlc: number, now: number): number {
  const { sites, aliases, ours, theirKnown, theirSeen, isWhole } = setting
  const them = aliases[source.own] ?? 0
  const isWholeThere = source.role !== 'rep'
  const last = theirSeen.reduce((clock, seen) => observe(clock, seen, now), lastHlc)
  const lines: RaisedLine[] = []
  for (let alias = 1; alias < ours.seen.length; alias++) {
    if (alias === sites.own || (source.tells === 'its-own' && alias !== them)) continue
    const seen = theirSeen[alias] ?? 0
    // a partial copy vouches for nobody but itself, and a partial receiver has not taken everything
    const known = isWhole && (alias === them || isWholeThere) ? Math.min(theirKnown[alias] ?? 0, last) : 0
    const acked = alias === them ? (theirSeen[sites.own] ?? 0) : 0
    if (seen > 0 || acked > 0) lines.push({ alias, known, seen, acked })
  }
  raiseVersionVector(workspace.db, lines, last)
  return last
}

function clocksAhead(workspace: Workspace, source: SourceHead, { newest }: MergeTally, now: number): MergeResult['clocksAhead'] {
  const name = keptStatement<[number], { site: Buffer; name: string | null }>(workspace.db, 'SELECT s.site, e.name FROM sync_site s LEFT JOIN employee e ON e.id = s.employee_id WHERE s.alias = ?')
  return [...newest].flatMap(([alias, h]) => {
    const ahead = aheadMs(h, now)
    const found = ahead > FUTURE_LIMIT_MS ? name.get(alias) : undefined
    if (!found) return []
    const employee = found.name ?? (found.site.equals(source.site) ? source.employeeName : null)
    return [{ site: idText(found.site), employee, minutes: Math.round(ahead / 60_000) }]
  })
}
