import type { Database } from 'better-sqlite3'

/**
 * Makes everything that was committed survive a power cut.
 *
 * A commit in WAL mode with `synchronous = NORMAL` is safe from a kill, not from a power cut: that may roll back a seal whose bundle others have
 * seen, and its number would be used again for something else. So call this between sealing and publishing.
 */
export function makeDurable(db: Database): void {
  db.pragma('synchronous = FULL')
  try {
    db.prepare("INSERT INTO local_setting (key, value) VALUES ('sync.durable', '1') ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1").run()
  } finally {
    db.pragma('synchronous = NORMAL')
  }
}
