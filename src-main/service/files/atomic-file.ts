import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Writes bytes into the file being made; resolves when they are handed to the system. */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>

/**
 * Makes a file wholly or not at all: it is written beside its place under another name, forced to the disk, then renamed.
 *
 * Errors  whatever `write` or the system throws (no space, no right) passes through; then nothing new is left, and an older
 *         file of that name is as it was.
 */
export async function writeAtomically(path: string, write: (put: WriteBytes) => Promise<void>): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.part`)
  const handle = await open(draft, 'wx')
  try {
    try {
      await write(async (bytes) => {
        // One call may write less than it was given, when the disk is nearly full for example.
        for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten
      })
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
