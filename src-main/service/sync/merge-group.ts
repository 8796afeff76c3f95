import type { Workspace } from '../db/workspace.ts'
import type { TaskReport } from '../jobs/task.ts'
import { Refused } from '../refusal.ts'
import { MergeBroken, mergeSource, mergeWithin, type SourceMerge } from './merge.ts'
import { ReadAhead } from './source/read-ahead.ts'
import { openReading, type SourceReading } from './source/source-reading.ts'
import { sourceBytes } from './source/workspace-file.ts'
import { TableWriters } from './store/table-writers.ts'
import { knownBySite } from './store/version-vector.ts'

export type Outcome = SourceMerge | Refused

/** Sources that are merged within this time share one commit: rows that many copies changed then go to the disk once. */
const COMMIT_AFTER_MS = 1_000
/** Sources of so many bytes together are read ahead: for less a thread costs more than it brings. */
const AHEAD_BYTES = 6_000_000
/** Pages in the -wal before SQLite copies them back; its usual 1,000 would copy hot pages again and again. */
const CHECKPOINT_PAGES = 20_000
const USUAL_CHECKPOINT_PAGES = 1_000

/**
 * Merges several sources, with what they can share: prepared statements, commits, and rows that several of them changed. Each is a step of its own all the same.
 *
 * Shape   an outcome for each path, in order: what it brought, or why it was refused. A second thread reads ahead of this one when the sources have
 *         `aheadBytes` together.
 * Errors  a full disk and a cancel are thrown on: sources that were committed stay, the second before leaves nothing.
 *         A source that turns out to be damaged in the middle is rolled back with those of its commit, and these are merged anew.
 */
export function mergeGroup(workspace: Workspace, paths: readonly string[], report: TaskReport, aheadBytes = AHEAD_BYTES): Map<string, Outcome> {
  const { db } = workspace
  const group = new Group(workspace, paths, report, aheadBytes)
  db.pragma(`wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`)
  try {
    for (const source of paths.keys()) {
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
  readonly #paths: readonly string[]
  readonly #report: TaskReport
  readonly #writers: TableWriters
  #ahead: ReadAhead | undefined
  #pending: string[] = []
  #beganAt = 0
  #dataVersion = -1

  constructor(workspace: Workspace, paths: readonly string[], report: TaskReport, aheadBytes: number) {
    this.#workspace = workspace
    this.#paths = paths
    this.#report = report
    this.#writers = new TableWriters(workspace.db, { keepsRows: paths.length > 1 })
    // what a rep's copy takes depends on what it holds, so that nothing can be read ahead of it
    const isLarge = paths.length > 1 && paths.reduce((sum, path) => sum + sourceBytes(path), 0) >= aheadBytes
    if (isLarge && workspace.actor.role !== 'rep') this.#ahead = new ReadAhead(paths, workspace, knownBySite(workspace.db))
  }

  add(source: number): void {
    const { db, site } = this.#workspace
    const path = this.#paths[source] ?? ''
    if (!db.inTransaction) {
      db.exec('BEGIN IMMEDIATE')
      this.#beganAt = performance.now()
      this.#forgetWhenOthersWrote()
    }
    try {
      const open = (): SourceReading => this.#ahead?.take(source, () => this.#report.throwIfCancelled()) ?? openReading(path, site, this.#workspace.key)
      this.outcomes.set(path, mergeWithin(this.#workspace, open, this.#report, this.#writers))
      this.#pending.push(path)
      this.#ahead?.know(knownBySite(db))
    } catch (cause) {
      if (cause instanceof Refused) this.outcomes.set(path, cause)
      else this.#recover(path, cause)
    }
    if (performance.now() - this.#beganAt > COMMIT_AFTER_MS) this.commit()
  }

  commit(): void {
    if (this.#workspace.db.inTransaction) {
      this.#writers.flush()
      this.#workspace.db.exec('COMMIT')
    }
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

  #recover(path: string, cause: unknown): void {
    const { db } = this.#workspace
    if (db.inTransaction) db.exec('ROLLBACK')
    this.#writers.forget()
    // what was read ahead left out rows that were known, and are not any more
    this.close()
    if (!(cause instanceof MergeBroken)) throw cause
    if (!(cause.cause instanceof Refused)) throw cause.cause
    // these commits are this connection's own, and not in its count of others'
    this.#dataVersion = -1
    for (const done of this.#pending) this.outcomes.set(done, mergeSource(this.#workspace, done, this.#report))
    this.#pending = []
    this.outcomes.set(path, cause.cause)
  }
}
