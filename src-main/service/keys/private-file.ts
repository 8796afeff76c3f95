import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a file that this user alone may read; a power cut leaves the old file or the new one, whole.
 *
 * Errors  what the disk says; nothing is left beside the file.
 */
export function writePrivateFile(path: string, text: string): void {
  const partial = `${path}.new`
  try {
    const file = openSync(partial, 'w', 0o600)
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(partial, path)
  } catch (cause) {
    rmSync(partial, { force: true })
    throw cause
  }
}
