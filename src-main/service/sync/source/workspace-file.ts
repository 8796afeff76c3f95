import type { Database } from 'better-sqlite3'
import { constants, copyFileSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { copyDatabase } from '../../db/backup.ts'
import { encryptionOf } from '../../db/encryption.ts'
import { isWorkspaceLocked } from '../../db/is-locked.ts'
import { APPLICATION_ID, migrate, SCHEMA_VERSION, schemaVersionOf } from '../../db/migrate.ts'
import { DATABASE_FILE, openDatabase } from '../../db/open-database.ts'
import { openDatabaseImage } from '../../db/open-image.ts'
import { plainKeyIn } from '../../keys/key-file.ts'
import { Refused, refuse } from '../../refusal.ts'
import { asSourceRead } from './source-damage.ts'

/** Whose copy it is. */
export interface SourceIdentity {
  readonly site: Buffer
  readonly firmId: Buffer
  readonly employeeId: Buffer
  readonly employeeName: string | null
  readonly role: string
  /** Its alias of itself. */
  readonly own: number
}

/** Another copy of the firm, open for reading: one snapshot, of the newest schema. */
export interface SourceCopy extends SourceIdentity {
  readonly db: Database
  readonly path: string
  close(): void
}

/**
 * Opens another workspace's folder or file. The file is never written and nothing is left beside it: while nobody has it open
 * an image in memory or a temporary copy is read, otherwise a snapshot through a read-only connection.
 *
 * Edge    an encrypted copy opens with the key that lies plain beside it, or with `key`, that of the receiver: a backup or a copied folder of its own.
 * Errors  refuses with `source-missing`, `source-not-a-workspace`, `source-damaged`, `source-encrypted`, `schema-too-new`.
 */
export function openSource(path: string, key: Uint8Array | null = null): SourceCopy {
  const file = sourceFile(path, key)
  const temporary = openTemporary()
  let db: Database | undefined
  try {
    db = isWorkspaceLocked(dirname(file.path)) ? openLive(file, temporary) : openCopyOf(file, temporary)
    const opened = db
    const identity = asSourceRead(path, () => readIdentity(opened, path))
    return {
      ...identity,
      db: opened,
      path,
      close() {
        opened.close()
        temporary.remove()
      },
    }
  } catch (cause) {
    db?.close()
    temporary.remove()
    throw cause
  }
}

interface SourceFile {
  readonly path: string
  readonly key: Uint8Array | null
}

function sourceFile(path: string, receiverKey: Uint8Array | null): SourceFile {
  const file = databaseOf(path)
  if (encryptionOf(file) !== 'encrypted') return { path: file, key: null }
  return { path: file, key: plainKeyIn(dirname(file)) ?? receiverKey ?? refuse('source-encrypted', { path }) }
}

/** A folder of our own that is made when it is needed. */
interface Temporary {
  directory(): string
  remove(): void
}

function openTemporary(): Temporary {
  let made: string | undefined
  return {
    directory: () => (made ??= mkdtempSync(join(tmpdir(), 'tributary-merge-'))),
    remove() {
      if (made !== undefined) rmSync(made, { recursive: true, force: true })
    },
  }
}

function databaseOf(path: string): string {
  if (!existsSync(path)) refuse('source-missing', { path })
  const file = statSync(path).isDirectory() ? join(path, DATABASE_FILE) : path
  if (!existsSync(file)) refuse('source-missing', { path })
  return realpathSync(file)
}

/** Gives the size of another workspace's database; 0 when there is none. */
export function sourceBytes(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  const file = stat?.isDirectory() === true ? statSync(join(path, DATABASE_FILE), { throwIfNoEntry: false }) : stat
  return file?.size ?? 0
}

/** Somebody has it open for writing: its -wal and -shm exist, a reader adds nothing. */
function openLive({ path: file, key }: SourceFile, temporary: Temporary): Database {
  const live = asSourceRead(file, () => openDatabase(file, 'read', key))
  try {
    requireOurs(live, file)
    live.exec('BEGIN')
    // the first read takes the snapshot
    asSourceRead(file, () => live.prepare('SELECT count(*) FROM workspace').get())
    if (schemaVersionOf(live) === SCHEMA_VERSION) return live
    live.exec('COMMIT')
    const copy = join(temporary.directory(), DATABASE_FILE)
    asSourceRead(file, () => copyDatabase(live, copy))
    live.close()
    return openNewest(file, () => openDatabase(copy, 'write', key))
  } catch (cause) {
    if (live.open) live.close()
    throw cause
  }
}

const ATTEMPTS = 5
/** Files up to this size are read into memory, larger ones are copied. */
const IMAGE_BYTES = 64 * 1024 * 1024

/** Takes the database with its -wal. Somebody may open it in between: then sizes or times have changed, and it is taken anew. */
function openCopyOf({ path: file, key }: SourceFile, temporary: Temporary): Database {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const before = fingerprint(file)
    const wal = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
    // an image in memory cannot be encrypted
    if (wal === 0 && key === null && statSync(file).size <= IMAGE_BYTES) {
      const bytes = readFileSync(file)
      if (fingerprint(file) === before) return openNewest(file, () => openDatabaseImage(bytes))
      continue
    }
    const copy = join(temporary.directory(), DATABASE_FILE)
    for (const suffix of ['', '-wal']) {
      rmSync(`${copy}${suffix}`, { force: true })
      if (existsSync(`${file}${suffix}`)) copyFileSync(`${file}${suffix}`, `${copy}${suffix}`, constants.COPYFILE_FICLONE)
    }
    if (fingerprint(file) === before) return openNewest(file, () => openDatabase(copy, 'write', key))
  }
  return refuse('source-busy', { path: file })
}

function openNewest(file: string, open: () => Database): Database {
  const db = asSourceRead(file, open)
  try {
    requireOurs(db, file)
    if (schemaVersionOf(db) < SCHEMA_VERSION) asSourceRead(file, () => migrate(db))
    return db
  } catch (cause) {
    db.close()
    throw cause
  }
}

function fingerprint(file: string): string {
  return ['', '-wal']
    .map((suffix) => statSync(`${file}${suffix}`, { throwIfNoEntry: false }))
    .map((stat) => (stat ? `${String(stat.size)}@${String(stat.mtimeMs)}` : '-'))
    .join(' ')
}

function requireOurs(db: Database, path: string): void {
  asSourceRead(path, () => {
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) refuse('source-not-a-workspace', { path })
  })
  const found = schemaVersionOf(db)
  if (found > SCHEMA_VERSION) refuse('schema-too-new', { path, found, known: SCHEMA_VERSION })
}

function readIdentity(db: Database, path: string): SourceIdentity {
  const row = db
    .prepare<[], SourceIdentity>(
      `SELECT w.site AS site, w.firm_id AS firmId, w.employee_id AS employeeId, w.role AS role, c.site AS own,
         (SELECT name FROM employee WHERE id = w.employee_id) AS employeeName
       FROM workspace w, sync_ctx c`,
    )
    .get()
  if (!row) throw new Refused([{ field: null, kind: 'source-not-a-workspace', values: { path } }])
  return row
}
