import type { Database } from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { refuse } from '../refusal.ts'
import { installCapture } from './capture.ts'
import { MIGRATIONS, type Migration } from './migrations/index.ts'

/** Marks the file as ours ("Trib" in ASCII), so that a foreign database is told apart from a damaged one. */
export const APPLICATION_ID = 0x54726962

/** The schema that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length

export function schemaVersionOf(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

/** Checks that a database is ours and not newer than this program. Errors: `not-a-workspace`, `schema-too-new`. */
export function requireKnownSchema(db: Database, path: string): void {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) refuse('not-a-workspace', { path })
  const found = schemaVersionOf(db)
  if (found > SCHEMA_VERSION) refuse('schema-too-new', { path, found, known: SCHEMA_VERSION })
}

/**
 * Brings a database to the newest schema, each migration in a transaction of its own, and the capture triggers with it.
 *
 * Errors  a migration that throws leaves the version that it found.
 */
export function migrate(db: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  for (let version = schemaVersionOf(db); version < migrations.length; version++) {
    const migration = migrations[version]
    if (!migration) throw new Error(`migrate: no migration ${String(version + 1)}`)
    db.transaction(() => {
      migration.up((statement) => db.exec(statement))
      db.pragma(`application_id = ${String(APPLICATION_ID)}`)
      db.pragma(`user_version = ${String(version + 1)}`)
    }).immediate()
  }
  installCapture(db)
}

/** The fingerprint of what a migration does, frozen by a test once it is released. */
export function migrationHash(migration: Migration): string {
  const hash = createHash('sha256')
  migration.up((statement) => hash.update(statement).update('\n'))
  return hash.digest('hex').slice(0, 16)
}
