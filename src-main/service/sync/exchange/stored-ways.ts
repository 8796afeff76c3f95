import type { Database } from 'better-sqlite3'
import type { WayKind, WayPlan } from '../ways/open-way.ts'

/** A way that somebody set up here, and how it went. */
export interface StoredWay extends WayPlan {
  readonly seq: number
  readonly isAutomatic: boolean
  /** UTC ms of the last try, and of the last that went well. */
  readonly triedAt: number | null
  readonly doneAt: number | null
  /** Kind of the message that says why the last try failed; null when it went well. */
  readonly problem: string | null
  /** By how many ms our clock was behind that of the other side. */
  readonly offsetMs: number | null
}

interface Row extends Omit<StoredWay, 'isAutomatic' | 'kind'> {
  readonly kind: string
  readonly isAutomatic: number
}

const COLUMNS = 'seq, kind, address, is_automatic AS isAutomatic, tried_at AS triedAt, done_at AS doneAt, problem, offset_ms AS offsetMs'

/** In the order in which they were set up. */
export function listWays(db: Database): StoredWay[] {
  return db.prepare<[], Row>(`SELECT ${COLUMNS} FROM sync_way ORDER BY seq`).all().map(toWay)
}

/** Gives a way; null when it is not there (any more). */
export function findWay(db: Database, seq: number): StoredWay | null {
  const row = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM sync_way WHERE seq = ?`).get(seq)
  return row ? toWay(row) : null
}

/** Notes a way; gives its number. Edge: one that is there already stays what it is. */
export function addWay(db: Database, { kind, address }: WayPlan, isAutomatic: boolean): number {
  const { changes } = db.prepare('INSERT OR IGNORE INTO sync_way (kind, address, is_automatic) VALUES (?, ?, ?)').run(kind, address, isAutomatic ? 1 : 0)
  const seq = Number(db.prepare('SELECT seq FROM sync_way WHERE kind = ? AND address = ?').pluck().get(kind, address))
  // an exchange that ended late may have left a note of a way that had this number before
  if (changes === 1) db.prepare('DELETE FROM sync_published WHERE way = ?').run(publishedName(seq))
  return seq
}

/** Forgets a way and what it has of ours. */
export function removeWay(db: Database, seq: number): void {
  db.prepare('DELETE FROM sync_way WHERE seq = ?').run(seq)
  db.prepare('DELETE FROM sync_published WHERE way = ?').run(publishedName(seq))
}

export function setAutomatic(db: Database, seq: number, isAutomatic: boolean): void {
  db.prepare('UPDATE sync_way SET is_automatic = ? WHERE seq = ?').run(isAutomatic ? 1 : 0, seq)
}

export interface WayOutcome {
  /** UTC ms. */
  readonly at: number
  readonly problem: string | null
  readonly offsetMs: number | null
}

/** Notes how a try went; one that failed leaves standing what the last good one said about the clock. */
export function noteOutcome(db: Database, seq: number, { at, problem, offsetMs }: WayOutcome): void {
  db.prepare(
    `UPDATE sync_way SET tried_at = @at, problem = @problem, done_at = CASE WHEN @problem IS NULL THEN @at ELSE done_at END,
       offset_ms = CASE WHEN @problem IS NULL THEN @offsetMs ELSE offset_ms END WHERE seq = @seq`,
  ).run({ seq, at, problem, offsetMs })
}

/** Under which name it is noted what a way has of ours. */
export function publishedName(seq: number): string {
  return `way:${String(seq)}`
}

function toWay({ kind, isAutomatic, ...row }: Row): StoredWay {
  // what was stored was checked
  return { ...row, kind: kind as WayKind, isAutomatic: isAutomatic === 1 }
}
