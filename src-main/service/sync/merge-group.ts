import type { Workspace } from '../db/workspace.ts'
import type { TaskReport } from '../jobs/task.ts'
import { Refused } from '../refusal.ts'
import { sealOutbox } from './chain/seal-outbox.ts'
import { MergeBroken, mergeAlone, mergeWithin, type SourceMerge } from './merge.ts'
import { ReadAhead, ReaderLost } from './source/read-ahead.ts'
import { openReading, type SourceReading } from './source/source-reading.ts'
import { sourceBytes } from './source/workspace-file.ts'
import { TableWriters } from './store/table-writers.ts'
import { knownBySite } from './store/version-vector.ts'

export type Outcome = SourceMerge | Refused

/** Sources that are merged within this time share one commit: rows that many copies changed then go to the disk once. */
const COMMIT_AFTER_MS = 5_000
/** Records that prevailed in one commit, about: what is kept of them until then takes some hundred bytes each. */
const COMMIT_AFTER_RECORDS = 60_000
/** Sources of so many bytes together are read ahead: for less a thread costs more than it brings. */
const AHEAD_BYTES = 6_000_000
/** Pages in the -wal before SQLite copies them back; its usual 1,000 would copy hot pages again and again. */
const CHECKPOINT_PAGES = 20_000
const USUAL_CHECKPOINT_PAGES = 1_000

/** One source of several. */
export interface GroupSource {
  /** Names it in the outcomes; no two have the same. */
  readonly name: string
  /** `ahead` = the thread that reads ahead, while it does. */
  open(ahead?: ReadAhead): SourceReading
  /** Called in the same transaction when it is merged; rows may not be in their tables yet. */
  merged?(): void
  /** Called in the same transaction when its rows are in their tables. */
  written?(): void
}

/**
 * Merges other copies' files, with what they can share: prepared statements, commits, and rows that several of them changed. Each is a step of its own all the same.
 *
 * Shape   an outcome for each path, in order: what it brought, or why it was refused. A second thread reads ahead of this one when the sources have
 *         `aheadBytes` together.
 * Errors  as `mergeAll`.
 */
export function mergeGroup(workspace: Workspace, paths: readonly string[], report: TaskReport, aheadBytes = AHEAD_BYTES): Map<string, Outcome> {
  // what a rep's copy takes depends on what it holds, so that nothing can be read ahead of it
  const isLarge = paths.length > 1 && paths.reduce((sum, path) => sum + sourceBytes(path), 0) >= aheadBytes
  const ahead = isLarge && workspace.actor.role !== 'rep' ? new ReadAhead(paths, workspace, knownBySite(workspace.db)) : undefined
  const sources = paths.map((path, i): GroupSource => ({
    name: path,
    open: () => ahead?.take(i, () => report.throwIfCancelled()) ?? openReading(path, workspace.site, workspace.key),
  }))
  return mergeAll(workspace, sources, report, { ahead })
}

interface GroupOptions {
  readonly ahead?: ReadAhead | undefined
  /** Ms after which a commit ends; the window can write between two. */
  readonly commitAfterMs?: number
}

/**
 * Merges several sources in the order given, some of them in one commit.
 *
 * Errors  a full disk and a cancel are thrown on: sources that were committed stay, the second before leaves nothing.
 *         A source that turns out to be damaged in the middle is rolled back with those of its commit, and these are merged anew; one whose reading
 *         thread is lost in the middle too, and it is read here.
 */
export function mergeAll(workspace: Workspace, sources: readonly GroupSource[], report: TaskReport, options: GroupOptions = {}): Map<string, Outcome> {
  const { db } = workspace
  const group = new Group(workspace, sources.length > 1, report, options)
  db.pragma(`wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`)
  try {
    for (const source of sources) {
      report.throwIfCancelled()
      group.add(source)
    }
    group.commit()
    return group.outcomes
  } finally {
    group.close()
    if (db.inTransaction) db.exec('ROLLBACK')
    db.pragma(`wal_autocheckpoint = ${String(USUAL_CHECKPOINT_PAGES)}`)
    db.pragma('wal_checkpoint(PASSIVE)')
  }
}

class Group {
  readonly outcomes = new Map<string, Outcome>()
  readonly #workspace: Workspace
  readonly #report: TaskReport
  readonly #writers: TableWriters
  #ahead: ReadAhead | undefined
  readonly #commitAfterMs: number
  #pending: GroupSource[] = []
  #records = 0
  #beganAt = 0
  #dataVersion = -1

  constructor(workspace: Workspace, keepsRows: boolean, report: TaskReport, { ahead, commitAfterMs = COMMIT_AFTER_MS }: GroupOptions) {
    this.#workspace = workspace
    this.#report = report
    this.#writers = new TableWriters(workspace.db, { keepsRows })
    this.#ahead = ahead
    this.#commitAfterMs = commitAfterMs
  }

  add(source: GroupSource): void {
    const { db } = this.#workspace
    if (!db.inTransaction) {
      db.exec('BEGIN IMMEDIATE')
      this.#beganAt = performance.now()
      this.#forgetWhenOthersWrote()
      sealOutbox(this.#workspace)
    }
    try {
      const merge = mergeWithin(this.#workspace, () => source.open(this.#ahead), this.#report, this.#writers)
      this.outcomes.set(source.name, merge)
      this.#records += merge.result.counts.applied
      source.merged?.()
      this.#pending.push(source)
      this.#ahead?.know(knownBySite(db))
    } catch (cause) {
      if (cause instanceof Refused) this.outcomes.set(source.name, cause)
      else this.#recover(source, cause)
    }
    if (performance.now() - this.#beganAt > this.#commitAfterMs || this.#records > COMMIT_AFTER_RECORDS) this.commit()
  }

  commit(): void {
    const { db } = this.#workspace
    if (db.inTransaction) {
      // what is written now is others'; each merge ends with capture on
      db.exec('UPDATE sync_ctx SET capture = 0')
      this.#writers.flush()
      db.exec('UPDATE sync_ctx SET capture = 1')
      for (const source of this.#pending) source.written?.()
      db.exec('COMMIT')
    }
    this.#records = 0
    this.#pending = []
  }

  close(): void {
    this.#ahead?.close()
    this.#ahead = undefined
  }

  /** SQLite counts the commits of other connections: kept rows hold only as long as there were none. */
  #forgetWhenOthersWrote(): void {
    const version = Number(this.#workspace.db.pragma('data_version', { simple: true }))
    if (version !== this.#dataVersion) this.#writers.forget()
    this.#dataVersion = version
  }

  #mergeAlone(source: GroupSource): Outcome {
    try {
      return mergeAlone(this.#workspace, source, this.#report)
    } catch (cause) {
      if (cause instanceof Refused) return cause
      throw cause
    }
  }

  #recover(source: GroupSource, cause: unknown): void {
    const { db } = this.#workspace
    if (db.inTransaction) db.exec('ROLLBACK')
    this.#writers.forget()
    // what was read ahead left out rows that were known, and are not any more
    this.close()
    if (!(cause instanceof MergeBroken)) throw cause
    const isLost = cause.cause instanceof ReaderLost
    if (!(cause.cause instanceof Refused) && !isLost) throw cause.cause
    // these commits are this connection's own, and not in its count of others'
    this.#dataVersion = -1
    // a source whose reader was lost is read here
    for (const again of isLost ? [...this.#pending, source] : this.#pending) this.outcomes.set(again.name, this.#mergeAlone(again))
    this.#pending = []
    if (cause.cause instanceof Refused) this.outcomes.set(source.name, cause.cause)
  }
}
