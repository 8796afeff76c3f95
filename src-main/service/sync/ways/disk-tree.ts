import { randomUUID } from 'node:crypto'
import * as promises from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { diskProblem, errorCode } from './disk-problem.ts'
import type { FileTree, TreeEntry, TreePath } from './file-tree.ts'
import { waitFor } from './wait.ts'
import { watchDirectories } from './watch-directories.ts'
import { WayProblem } from './way.ts'

/** What is asked of the system; tests put one in front that fails. */
export type DiskCalls = Pick<typeof promises, 'open' | 'readdir' | 'mkdir' | 'rename' | 'rm' | 'stat'>

const WRITE_STEP = 1024 * 1024
const RENAME_TRIES = 4
const RENAME_PAUSE_MS = 60

/** A folder of this machine, of a network drive or a stick. */
export function openDiskTree(root: string, calls: DiskCalls = promises): FileTree {
  return new DiskTree(root, calls)
}

class DiskTree implements FileTree {
  readonly name: string
  readonly #calls: DiskCalls
  /** The file system that the firm's directory was last seen on. */
  #device: number | bigint | null = null

  constructor(root: string, calls: DiskCalls) {
    this.name = root
    this.#calls = calls
  }

  async entries(path: TreePath, signal: AbortSignal): Promise<readonly TreeEntry[] | null> {
    signal.throwIfAborted()
    return this.#while('reading', async () => {
      try {
        const entries = await this.#calls.readdir(this.#at(path), { withFileTypes: true })
        if (path.length === 1) this.#device = (await this.#calls.stat(this.name)).dev
        return entries.filter((entry) => entry.isDirectory() || entry.isFile()).map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }))
      } catch (error) {
        if (!isAbsent(error)) throw error
        if (path.length <= 1) await this.#checkRoot()
        return null
      }
    })
  }

  async read(path: TreePath, maxBytes: number, signal: AbortSignal): Promise<Buffer | null> {
    signal.throwIfAborted()
    return this.#while('reading', async () => {
      let handle: FileHandle
      try {
        handle = await this.#calls.open(this.#at(path), 'r')
      } catch (error) {
        if (isAbsent(error)) return null
        throw error
      }
      try {
        const { size } = await handle.stat()
        return size > maxBytes ? null : await readFully(handle, size, signal)
      } finally {
        await handle.close()
      }
    })
  }

  async look(path: TreePath, signal: AbortSignal): Promise<{ readonly stamp: string; readonly modifiedMs: number } | null> {
    signal.throwIfAborted()
    return this.#while('reading', async () => {
      try {
        const { size, mtimeMs, ctimeMs, ino } = await this.#calls.stat(this.#at(path))
        return { stamp: [size, mtimeMs, ctimeMs, ino].join(':'), modifiedMs: mtimeMs }
      } catch (error) {
        if (isAbsent(error)) return null
        throw error
      }
    })
  }

  async write(path: TreePath, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await this.#while('writing', async () => {
      const target = this.#at(path)
      const draft = `${target}.${randomUUID().slice(0, 8)}.part`
      const handle = await this.#openDraft(draft, path.slice(0, -1))
      try {
        try {
          await writeFully(handle, bytes, signal)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await this.#rename(draft, target, signal)
      } catch (error) {
        // What went wrong is what counts; when even this fails, the part is cleaned up by a later run.
        await this.#calls.rm(draft, { force: true }).catch(() => undefined)
        throw error
      }
      await this.#syncDirectory(path.slice(0, -1))
    })
  }

  async remove(path: TreePath, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await this.#while('writing', () => this.#calls.rm(this.#at(path), { force: true }))
  }

  watch(directories: readonly TreePath[], onChange: () => void): () => void {
    return watchDirectories(this.name, directories.map((path) => this.#at(path)), onChange)
  }

  close(): void {
    this.#device = null
  }

  #at(path: TreePath): string {
    return join(this.name, ...path)
  }

  async #openDraft(draft: string, directory: TreePath): Promise<FileHandle> {
    try {
      return await this.#calls.open(draft, 'wx')
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
    }
    await this.#checkRoot()
    for (let depth = 1; depth <= directory.length; depth++) {
      try {
        // Step by step, and the root never: a stick that was pulled out must not come to life as a folder of the disk below it.
        await this.#calls.mkdir(this.#at(directory.slice(0, depth)))
      } catch (error) {
        if (errorCode(error) === 'EEXIST') continue
        throw error
      }
      await this.#syncDirectory(directory.slice(0, depth - 1))
    }
    return this.#calls.open(draft, 'wx')
  }

  /** Called where the firm's directory is missing: is it new here, or is its file system away and this the empty place where it is mounted? */
  async #checkRoot(): Promise<void> {
    const root = await this.#calls.stat(this.name)
    if (!root.isDirectory()) throw new WayProblem('unreachable', this.name, { cause: new Error('not a directory') })
    if (this.#device !== null && root.dev !== this.#device) throw new WayProblem('unreachable', this.name, { cause: new Error('another file system than before, and empty') })
  }

  async #rename(draft: string, target: string, signal: AbortSignal): Promise<void> {
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted()
      try {
        await this.#calls.rename(draft, target)
        return
      } catch (error) {
        // Windows refuses while a reader or a virus scanner has one of them open.
        if (tries === RENAME_TRIES || !['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '')) throw error
        await waitFor(RENAME_PAUSE_MS * tries, signal)
      }
    }
  }

  /** Makes names outlive a power cut, where the system has that. */
  async #syncDirectory(path: TreePath): Promise<void> {
    let handle: FileHandle | null = null
    try {
      handle = await this.#calls.open(this.#at(path), 'r')
      await handle.sync()
    } catch (error) {
      // Windows and some network drives cannot; the file itself was flushed.
      if (!['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOTSUP', 'EBADF', 'ENOSYS'].includes(errorCode(error) ?? '')) throw error
    } finally {
      await handle?.close()
    }
  }

  async #while<T>(doing: 'reading' | 'writing', work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw diskProblem(error, this.name, doing)
    }
  }
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error) ?? '')
}

/** What a file has up to that size; less when it shrank meanwhile. */
async function readFully(handle: FileHandle, size: number, signal: AbortSignal): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size)
  let done = 0
  while (done < size) {
    signal.throwIfAborted()
    const { bytesRead } = await handle.read(bytes, done, size - done, done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

async function writeFully(handle: FileHandle, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    signal.throwIfAborted()
    done += (await handle.write(bytes, done, Math.min(WRITE_STEP, bytes.length - done))).bytesWritten
  }
}
