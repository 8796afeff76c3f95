import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { copyDatabase } from '../../db/backup.ts'
import { lockWorkspace } from '../../db/lock.ts'
import { requireKnownSchema } from '../../db/migrate.ts'
import { DATABASE_FILE, openDatabase } from '../../db/open-database.ts'
import { refuse } from '../../refusal.ts'
import { parse, required, type Command } from './command.ts'

/** `backup`: a consistent copy of a live workspace; another process may be working in it. */
export const backup: Command = {
  usage: 'backup DIR --out FILE',
  run(args, io) {
    const { values, positionals } = parse(args, { out: { type: 'string' } }, { min: 1, max: 1 })
    const out = required('out', values.out)
    const path = join(positionals[0] ?? '', DATABASE_FILE)
    if (existsSync(out)) refuse('file-exists', { path: out })
    const db = openDatabase(path, 'read')
    try {
      requireKnownSchema(db, path)
      copyDatabase(db, out)
    } finally {
      db.close()
    }
    io.result(io.say('cli.backup.done', { path: out }))
    return 0
  },
}

/** `restore`: verifies a backup before it takes the place of a workspace's database; the replaced one is kept beside it. */
export const restore: Command = {
  usage: 'restore FILE DIR',
  run(args, io) {
    const { positionals } = parse(args, {}, { min: 2, max: 2 })
    const [file = '', directory = ''] = positionals
    mkdirSync(directory, { recursive: true })
    const target = join(directory, DATABASE_FILE)
    const incoming = `${target}.incoming`
    copyVerified(file, incoming)
    const lock = lockWorkspace(directory)
    try {
      const replaced = existsSync(target) ? setAside(target) : null
      renameSync(incoming, target)
      io.result(io.say('cli.restore.done', { path: directory }))
      if (replaced !== null) io.note(io.say('cli.restore.kept', { path: replaced }))
    } finally {
      lock.release()
      rmSync(incoming, { force: true })
    }
    return 0
  },
}

function copyVerified(file: string, to: string): void {
  const db = openDatabase(file, 'read')
  try {
    requireKnownSchema(db, file)
    if (db.pragma('quick_check', { simple: true }) !== 'ok') refuse('workspace-damaged', { path: file })
    rmSync(to, { force: true })
    copyDatabase(db, to)
  } finally {
    db.close()
  }
}

/** Moves the present database, with what its write-ahead log holds, into one file out of the way. */
function setAside(target: string): string {
  const aside = join(dirname(target), `replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.db`)
  const db = openDatabase(target, 'write')
  try {
    copyDatabase(db, aside)
  } finally {
    db.close()
  }
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${target}${suffix}`, { force: true })
  return aside
}
