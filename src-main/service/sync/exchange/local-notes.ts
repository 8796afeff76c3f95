import type { Database } from 'better-sqlite3'

/** What this copy notes about its exchanges, for itself alone. */

const SENT = 'sync.sent_hlc'
const RENEWED = 'sync.renewed_at'

/** Gives the clock up to which everything that was written here was handed to some way at least; 0 before the first. */
export function sentUpTo(db: Database): number {
  return read(db, SENT) ?? 0
}

export function noteSent(db: Database, hlc: number): void {
  if (hlc > sentUpTo(db)) write(db, SENT, hlc)
}

/** Gives when this copy took a new name because somebody else wrote under the one it had, UTC ms; null when nobody has to be told. */
export function renewedAt(db: Database): number | null {
  return read(db, RENEWED)
}

/** Null: whoever it concerns was told. */
export function noteRenewed(db: Database, at: number | null): void {
  if (at === null) db.prepare('DELETE FROM local_setting WHERE key = ?').run(RENEWED)
  else write(db, RENEWED, at)
}

const LISTEN = 'sync.listen_port'

/** Gives the port on which this copy is to listen whenever it is open; null when it is not to. */
export function listenPort(db: Database): number | null {
  return read(db, LISTEN)
}

export function noteListenPort(db: Database, port: number | null): void {
  if (port === null) db.prepare('DELETE FROM local_setting WHERE key = ?').run(LISTEN)
  else write(db, LISTEN, port)
}

function read(db: Database, key: string): number | null {
  const text = db.prepare<[string], string>('SELECT value FROM local_setting WHERE key = ?').pluck().get(key)
  return text === undefined ? null : Number(text)
}

function write(db: Database, key: string, value: number): void {
  db.prepare('INSERT INTO local_setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, String(value))
}
