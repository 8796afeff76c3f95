import { createHash } from 'node:crypto'
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Gives the directory of the workspace that the window opens. An ordinary user opens the demo where it is; for root it is copied to
 * where the user of the window can read and write it, once, so that what was tried there is still there at the next start.
 *
 * Edge    a demo made anew since the copy replaces the copy.
 */
export function placeDemo({ managerFolder, stage, user }) {
  if (user === null) return managerFolder
  const copy = join(stage.base, `demo-${createHash('sha256').update(managerFolder).digest('hex').slice(0, 8)}`)
  const bornAt = (folder) => statSync(join(folder, 'tributary.db'), { throwIfNoEntry: false })?.birthtimeMs ?? 0
  if (!existsSync(join(copy, 'tributary.db')) || bornAt(managerFolder) > bornAt(copy)) {
    rmSync(copy, { recursive: true, force: true })
    mkdirSync(copy, { recursive: true })
    cpSync(managerFolder, copy, { recursive: true })
  }
  giveTo(copy, user)
  return copy
}

function giveTo(path, user) {
  chownSync(path, user.uid, user.gid)
  if (!statSync(path).isDirectory()) return
  for (const name of readdirSync(path)) giveTo(join(path, name), user)
}
