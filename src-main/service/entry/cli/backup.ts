import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { copyDatabase } from '../../db/backup.ts'
import { encryptionOf } from '../../db/encryption.ts'
import { requireKnownSchema } from '../../db/migrate.ts'
import { DATABASE_FILE, openDatabase } from '../../db/open-database.ts'
import { copyKeysTo, keysPathOf } from '../../keys/backup-keys.ts'
import { refuse } from '../../refusal.ts'
import { backUpIdentity } from '../../sync/identity/identity-backup.ts'
import { parse, required, type Command } from './command.ts'
import { keyFor } from './workspace-key.ts'

/** `backup`: a consistent copy of a live workspace; another process may be working in it. That of an encrypted one is encrypted. */
export const backup: Command = {
  usage: 'backup DIR --out FILE',
  run(args, io) {
    const { values, positionals } = parse(args, { out: { type: 'string' } }, { min: 1, max: 1 })
    const out = required('out', values.out)
    const [directory = ''] = positionals
    const path = join(directory, DATABASE_FILE)
    if (existsSync(out)) refuse('file-exists', { path: out })
    const key = keyFor(directory)
    const db = openDatabase(path, 'read', key)
    try {
      requireKnownSchema(db, path)
      copyDatabase(db, out)
      copyKeysTo(keysPathOf(out), directory)
      backUpIdentity(out, directory, encryptionOf(path) === 'encrypted' ? key : null)
    } finally {
      db.close()
    }
    io.result(io.say('cli.backup.done', { path: out }))
    return 0
  },
}
