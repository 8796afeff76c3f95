import { dirname, join } from 'node:path'
import { KEY_FILE, type KeyFile, readKeyFile, readKeysAt, writeKeysAt } from './key-file.ts'

/**
 * Puts the keys of a workspace beside a backup, without the part that this computer opens: whoever has the backup and the recovery words restores it
 * anywhere, whoever has only the backup cannot read it.
 *
 * Edge    a workspace that is not encrypted has none, and then nothing is written.
 */
export function copyKeysTo(path: string, directory: string): void {
  const file = readKeyFile(directory)
  if (file) writeKeysAt(path, { ...file, local: null })
}

/** Where the keys of a backup lie that was made under a name of its own. */
export function keysPathOf(backup: string): string {
  return `${backup}.keys.json`
}

/** Gives the keys that may be those of a backup, likeliest first: those beside it, those of the workspace whose `backups` folder it lies in, those of `target`. */
export function keysNear(backup: string, target: string): KeyFile[] {
  const paths = [keysPathOf(backup), join(dirname(backup), KEY_FILE), join(dirname(dirname(backup)), KEY_FILE), join(target, KEY_FILE)]
  return paths.flatMap((path) => readKeysAt(path) ?? [])
}
