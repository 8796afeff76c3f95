import Database from 'better-sqlite3'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { useKey } from '#service/db/encryption.ts'
import { migrate } from '#service/db/migrate.ts'
import { openWorkspace } from '#service/db/workspace.ts'
import { mergeSources } from '#service/features/sync/merge-sources.ts'
import { quietReport } from '#service/jobs/task.ts'
import { plainKeyFile, writeKeyFile } from '#service/keys/key-file.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { seededIds } from '#service/ports/ids.ts'
import { median, printFigure, timed } from './figure.ts'
import { contentOf, INSERT_ACTIVITY, makeWorkload, randomBelow, rowOf, START } from './merge-workload.ts'

/**
 * What encryption at rest costs: the same work on a plain file and on encrypted ones, in turns in one run. The cipher of the product stands beside two others
 * that the driver has, which is why it was chosen. Reading begins with an empty cache, so that every page is decrypted; the files themselves are in the
 * memory of the operating system.
 */
const RUNS = 7
const ROWS = 60_000
const KEY = Buffer.alloc(32, 7)

const ciphers = {
  plain: () => undefined,
  aegis: (db: Database.Database) => useKey(db, KEY),
  chacha20: (db: Database.Database) => keyed(db, 'chacha20'),
  sqlcipher: (db: Database.Database) => keyed(db, 'sqlcipher'),
} as const
type Cipher = keyof typeof ciphers

function keyed(db: Database.Database, cipher: string): void {
  db.pragma(`cipher = '${cipher}'`)
  db.pragma(`key = "x'${KEY.toString('hex')}'"`)
}

function open(path: string, cipher: Cipher): Database.Database {
  const db = new Database(path)
  ciphers[cipher](db)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('temp_store = MEMORY')
  db.pragma('cache_size = -65536')
  return db
}

const random = randomBelow(7)
const newId = seededIds(7)
const rows = Array.from({ length: ROWS }, (_, n) => rowOf(newId(START + n), START, Buffer.alloc(16, 1), random))
const edits = rows.map((row) => [contentOf('minutes', random), START + 1, row[0]])

type Work = 'insert' | 'update' | 'read' | 'open'

/** Inserts and updates in commits of 1,000 rows, as imports and edits do, and reads all of it after opening the file again. */
function work(directory: string, cipher: Cipher): Readonly<Record<Work, number>> {
  const path = join(directory, 'work.db')
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
  const db = open(path, cipher)
  migrate(db)
  const inCommits = (sql: string, all: readonly (readonly unknown[])[]): number => {
    const statement = db.prepare(sql)
    const commit = db.transaction((from: number) => all.slice(from, from + 1_000).forEach((values) => statement.run(...values)))
    return timed(() => {
      for (let from = 0; from < all.length; from += 1_000) commit(from)
    })
  }
  const insert = inCommits(INSERT_ACTIVITY, rows)
  const update = inCommits('UPDATE activity SET minutes = ?, updated_at = ? WHERE id = ?', edits)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  let again: Database.Database | undefined
  const opening = timed(() => (again = open(path, cipher)).prepare('SELECT count(*) FROM sqlite_schema').get())
  const read = timed(() => again?.prepare('SELECT count(*), sum(minutes), max(subject) FROM activity').get())
  again?.close()
  return { insert, update, read, open: opening }
}

const root = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
try {
  const turns = Array.from({ length: RUNS }, () => Object.fromEntries((Object.keys(ciphers) as Cipher[]).map((cipher) => [cipher, work(root, cipher)])) as Record<Cipher, Record<Work, number>>)
  for (const cipher of ['aegis', 'chacha20', 'sqlcipher'] as const) {
    for (const kind of ['insert', 'update', 'read'] as const) {
      const [plain, encrypted] = (['plain', cipher] as const).map((one) => median(turns.map((turn) => turn[one][kind]))) as [number, number]
      const note = `${String(ROWS)} activities with capture; ${plain.toFixed(0)} ms plain, ${encrypted.toFixed(0)} ms encrypted`
      printFigure({ name: `encryption, ${cipher}: ${kind} against plain`, value: plain / encrypted, unit: 'x', note })
    }
  }
  printFigure({ name: 'encryption, aegis: opening a file', value: median(turns.map((turn) => turn.aegis.open)), unit: 'ms', note: `plain: ${median(turns.map((turn) => turn.plain.open)).toFixed(2)} ms` })

  const workload = makeWorkload(root, { copies: 10, sharedRows: 5_000, newRows: 500, edits: 4_000 })
  const encrypted = join(root, 'encrypted')
  encryptCopy(workload.target, encrypted)
  const merges = Array.from({ length: RUNS }, () => ({ plain: merge(root, workload.target, workload.sources), encrypted: merge(root, encrypted, workload.sources) }))
  const [plain, slower] = [median(merges.map((turn) => turn.plain)), median(merges.map((turn) => turn.encrypted))]
  const note = `${String(workload.fieldChanges)} changes of 10 files, backup included; ${plain.toFixed(0)} ms plain, ${slower.toFixed(0)} ms encrypted`
  printFigure({ name: 'encryption, aegis: merge against plain', value: plain / slower, unit: 'x', note })
} finally {
  rmSync(root, { recursive: true, force: true })
}

/** A copy of a plain workspace that is encrypted, of the same rows. */
function encryptCopy(from: string, to: string): void {
  cpSync(from, to, { recursive: true })
  const db = new Database(join(to, 'tributary.db'))
  // a change of the key rewrites the pages in place, which a write-ahead log does not allow
  db.pragma('journal_mode = DELETE')
  db.pragma("cipher = 'aegis'")
  db.pragma(`rekey = "x'${KEY.toString('hex')}'"`)
  db.close()
  writeKeyFile(to, plainKeyFile(KEY))
}

function merge(at: string, target: string, sources: readonly string[]): number {
  const directory = join(at, 'run')
  rmSync(directory, { recursive: true, force: true })
  cpSync(target, directory, { recursive: true })
  const workspace = openWorkspace(directory, { clock: fixedClock(START + 90 * 86_400_000) })
  const ms = timed(() => mergeSources(workspace, sources, quietReport))
  workspace.close()
  return ms
}
