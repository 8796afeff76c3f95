import type { Database } from 'better-sqlite3'
import { statSync } from 'node:fs'

const KEY = 'place'

/**
 * Tells whether a database lies in another file than when it was last opened: its folder was copied, or a backup took its place.
 *
 * Edge    moving and renaming keep a file what it is; so does the first opening, which has nothing to compare with.
 */
export function isAtNewPlace(db: Database, path: string): boolean {
  const noted = readPlace(db)
  return noted !== undefined && noted !== placeOf(path)
}

/** Notes where the database lies; writes only what changed. */
export function notePlace(db: Database, path: string): void {
  const place = placeOf(path)
  if (readPlace(db) === place) return
  db.prepare('INSERT INTO local_setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(KEY, place)
}

function readPlace(db: Database): string | undefined {
  return db.prepare<[string], string>('SELECT value FROM local_setting WHERE key = ?').pluck().get(KEY)
}

/** The file's number, and when it was made: numbers are used again after a deletion. */
function placeOf(path: string): string {
  const { ino, birthtimeMs } = statSync(path, { bigint: true })
  return `${String(ino)}-${String(birthtimeMs)}`
}
