import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { MergeResult } from '#shared/contract/sync.contract.ts'
import { copyDatabase } from '../../db/backup.ts'
import { DATABASE_FILE } from '../../db/open-database.ts'
import { joinOpenWorkspace } from '../../db/workspace.ts'
import type { Task } from '../../jobs/task.ts'
import { KEY_FILE } from '../../keys/key-file.ts'
import { IDENTITY_FILE } from '../../sync/identity/identity-file.ts'
import { receivePackage } from './receive-package.ts'

const FOLDER = 'preview'

/**
 * Says what a package would bring: it is merged into a copy of this workspace, which is thrown away.
 *
 * Cost    a copy of the database, encrypted as it is itself; others may write meanwhile.
 */
export const packagePreviewTask: Task<string, MergeResult> = async ({ db, directory, key, clock }, path, report) => {
  const folder = join(directory, FOLDER)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  try {
    copyDatabase(db, join(folder, DATABASE_FILE))
    for (const name of [IDENTITY_FILE, KEY_FILE]) if (existsSync(join(directory, name))) cpSync(join(directory, name), join(folder, name))
    const copy = joinOpenWorkspace(folder, { key, clock })
    try {
      return (await receivePackage(copy, path, report)).result
    } finally {
      copy.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
