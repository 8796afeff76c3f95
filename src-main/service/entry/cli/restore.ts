import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { copyDatabase } from '../../db/backup.ts'
import { encryptionOf } from '../../db/encryption.ts'
import { lockWorkspace } from '../../db/lock.ts'
import { requireKnownSchema } from '../../db/migrate.ts'
import { DATABASE_FILE, openDatabase } from '../../db/open-database.ts'
import { keysNear } from '../../keys/backup-keys.ts'
import { isKeyOf, KEY_FILE, type KeyFile, readKeyFile, recoverMaster, writeKeyFile } from '../../keys/key-file.ts'
import { bytesOfWords } from '../../keys/recovery-words.ts'
import { Refused, refuse } from '../../refusal.ts'
import { settleIdentity } from '../../sync/identity/identity-backup.ts'
import { parse, type Command } from './command.ts'
import { environmentKey, keyFor } from './workspace-key.ts'

/** `restore`: verifies a backup before it takes the place of a workspace's database; the replaced one is kept beside it. */
export const restore: Command = {
  usage: 'restore FILE DIR [--words FILE]',
  run(args, io) {
    const { values, positionals } = parse(args, { words: { type: 'string' } }, { min: 2, max: 2 })
    const [file = '', directory = ''] = positionals
    const found = encryptionOf(file) === 'encrypted' ? keyOfBackup(file, directory, values.words) : null
    mkdirSync(directory, { recursive: true })
    const target = join(directory, DATABASE_FILE)
    const incoming = `${target}.incoming`
    const employee = copyVerified(file, incoming, found?.master ?? null)
    const lock = lockWorkspace(directory)
    try {
      const aside = join(directory, `replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`)
      const replaced = existsSync(target) ? setAside(target, directory, `${aside}.db`) : null
      const before = keyFor(directory)
      if (found) keepKeys(directory, found, `${aside}.keys.json`)
      renameSync(incoming, target)
      settleIdentity({ directory, backup: file, key: found?.master ?? null, earlierKeys: [before, null], employee, aside: `${aside}.identity.json` })
      io.result(io.say('cli.restore.done', { path: directory }))
      if (replaced !== null) io.note(io.say('cli.restore.kept', { path: replaced }))
    } finally {
      lock.release()
      rmSync(incoming, { force: true })
    }
    return 0
  },
}

interface FoundKey {
  readonly master: Uint8Array
  /** Whether it was given in the environment: then it is not written down. */
  readonly isGiven: boolean
  readonly file: KeyFile | null
}

/** Tries the key of the environment, those that lie plain near the backup, and those that the words open. */
function keyOfBackup(backup: string, directory: string, wordsFile: string | undefined): FoundKey {
  const files = keysNear(backup, directory)
  const given = environmentKey()
  const recoveryKey = wordsFile === undefined ? null : readWords(wordsFile)
  const candidates: FoundKey[] = [
    ...(given ? [{ master: given, isGiven: true, file: files.find((file) => isKeyOf(file, given)) ?? null }] : []),
    ...files.flatMap((file) => (file.local?.store === 'plain' ? [{ master: file.local.key, isGiven: false, file }] : [])),
    ...files.flatMap((file) => {
      const master = recoveryKey && recoverMaster(file, recoveryKey)
      return master ? [{ master, isGiven: false, file }] : []
    }),
  ]
  if (candidates.length === 0) return recoveryKey ? refuse('recovery-words-other', { path: backup }) : refuse('workspace-key-missing', { path: backup })
  return candidates.find(({ master }) => opens(backup, master)) ?? refuse('workspace-key-wrong', { path: backup })
}

function opens(file: string, key: Uint8Array): boolean {
  try {
    openDatabase(file, 'read', key).close()
    return true
  } catch (cause) {
    if (cause instanceof Refused) return false
    throw cause
  }
}

function readWords(file: string): Uint8Array {
  if (!existsSync(file)) refuse('file-not-found', { file })
  return bytesOfWords(readFileSync(file, 'utf8')) ?? refuse('recovery-words-wrong')
}

/** Gives whose workspace it is. */
function copyVerified(file: string, to: string, key: Uint8Array | null): Buffer {
  const db = openDatabase(file, 'read', key)
  try {
    requireKnownSchema(db, file)
    if (db.pragma('quick_check', { simple: true }) !== 'ok') refuse('workspace-damaged', { path: file })
    rmSync(to, { force: true })
    copyDatabase(db, to)
    return db.prepare<[], Buffer>('SELECT employee_id FROM workspace').pluck().get() ?? refuse('not-a-workspace', { path: file })
  } finally {
    db.close()
  }
}

/** Moves the present database, with what its write-ahead log holds, into one file out of the way; one that does not open is moved as it is. */
function setAside(target: string, directory: string, aside: string): string {
  try {
    const db = openDatabase(target, 'write', keyFor(directory))
    try {
      copyDatabase(db, aside)
    } finally {
      db.close()
    }
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${target}${suffix}`, { force: true })
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause
    for (const suffix of ['', '-wal']) if (existsSync(`${target}${suffix}`)) renameSync(`${target}${suffix}`, `${aside}${suffix}`)
    rmSync(`${target}-shm`, { force: true })
  }
  return aside
}

/** Leaves keys alone that are the backup's own; others are kept beside the database that they belong to. */
function keepKeys(directory: string, { master, isGiven, file }: FoundKey, aside: string): void {
  const present = readKeyFile(directory)
  if (present && isKeyOf(present, master)) {
    // a copy from a backups folder opens nothing by itself
    if (present.local === null && !isGiven) writeKeyFile(directory, { ...present, local: { store: 'plain', key: master } })
    return
  }
  if (present) renameSync(join(directory, KEY_FILE), aside)
  if (file) writeKeyFile(directory, { ...file, local: isGiven ? null : { store: 'plain', key: master } })
}
