import type { Database } from 'better-sqlite3'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { copyKeysTo } from '../keys/backup-keys.ts'
import { KEY_FILE } from '../keys/key-file.ts'

/** Backups of this many days are kept, one a day; those that a step made for itself (merge, migration) the same number each. */
const KEPT = 7
const FOLDER = 'backups'

export interface BackupFile {
  readonly file: string
  /** UTC ms. */
  readonly at: number
  readonly bytes: number
}

/**
 * Copies a live workspace to one file, consistent as of now.
 *
 * Edge    the copy of an encrypted database is encrypted with the same key.
 * Errors  a full disk leaves no half file; the error is thrown on.
 * Cost    one pass over the database.
 */
export function copyDatabase(db: Database, file: string): void {
  const partial = `${file}.partial`
  rmSync(partial, { force: true })
  try {
    db.prepare('VACUUM INTO ?').run(partial)
    renameSync(partial, file)
  } catch (cause) {
    rmSync(partial, { force: true })
    throw cause
  }
}

/** Makes today's backup unless there is one, and lets the oldest go. Shape: null when today's was already there. */
export function backUpDaily(db: Database, directory: string, today: string): BackupFile | null {
  const name = `daily-${today}.db`
  if (listBackups(directory).some(({ file }) => file.endsWith(name))) return null
  return backUpAs(db, directory, 'daily', today)
}

/** Makes a backup before a step that changes much; `moment` orders them, e.g. an ISO time. */
export function backUpBefore(db: Database, directory: string, step: 'merge' | 'import' | 'manual', moment: string): BackupFile {
  return backUpAs(db, directory, step, moment.replaceAll(/[:.]/g, '-'))
}

export function backupBeforeMigration(db: Database, directory: string): void {
  backUpAs(db, directory, 'migration', String(db.pragma('user_version', { simple: true })))
}

/** Puts the keys of an encrypted workspace beside its backups, see `copyKeysTo`. */
export function copyKeysBesideBackups(directory: string): void {
  const folder = join(directory, FOLDER)
  mkdirSync(folder, { recursive: true })
  copyKeysTo(join(folder, KEY_FILE), directory)
}

/** Newest first. */
export function listBackups(directory: string): BackupFile[] {
  const folder = join(directory, FOLDER)
  mkdirSync(folder, { recursive: true })
  return readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .map((name) => {
      const { mtimeMs, size } = statSync(join(folder, name))
      return { file: join(folder, name), at: Math.round(mtimeMs), bytes: size }
    })
    .sort((a, b) => b.at - a.at || (a.file < b.file ? 1 : -1))
}

function backUpAs(db: Database, directory: string, kind: string, moment: string): BackupFile {
  const folder = join(directory, FOLDER)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${kind}-${moment}.db`)
  copyDatabase(db, file)
  copyKeysBesideBackups(directory)
  const names = readdirSync(folder).filter((name) => name.startsWith(`${kind}-`) && name.endsWith('.db')).sort()
  for (const old of names.slice(0, -KEPT)) rmSync(join(folder, old))
  const { mtimeMs, size } = statSync(file)
  return { file, at: Math.round(mtimeMs), bytes: size }
}
