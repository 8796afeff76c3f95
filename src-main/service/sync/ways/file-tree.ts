/** Directories from the root of the place down to a directory or file. The root itself is `[]`. */
export type TreePath = readonly string[]

export interface TreeEntry {
  readonly name: string
  readonly isDirectory: boolean
}

/**
 * Directories of files at one place, as a disk or a WebDAV server keeps them: what a way over files ({@link import('./tree-way.ts').openTreeWay}) needs of it.
 * The root must exist: it is never made here, since its absence means that a stick or a network drive is away.
 *
 * Errors  all throw `WayProblem`, and the signal's reason when it is aborted.
 */
export interface FileTree {
  /** Names the place to people. */
  readonly name: string
  /** What a directory has, in any order; null when it is not there. Contents are not read. */
  entries(path: TreePath, signal: AbortSignal): Promise<readonly TreeEntry[] | null>
  /** The content of a file; null when it is not there or has more than `maxBytes`. */
  read(path: TreePath, maxBytes: number, signal: AbortSignal): Promise<Buffer | null>
  /** Tells without reading it whether a file may be another than before: its `stamp` differs then. null when it is not there. */
  look(path: TreePath, signal: AbortSignal): Promise<{ readonly stamp: string; readonly modifiedMs: number } | null>
  /**
   * Makes a file, and the directories to it, wholly or not at all, in place of one of that name. It is written as `<name>.….part` first; when it resolves, the
   * file outlives a power cut as far as the place can promise that.
   */
  write(path: TreePath, bytes: Uint8Array, signal: AbortSignal): Promise<void>
  /** Takes a file away; nothing happens when it is not there. */
  remove(path: TreePath, signal: AbortSignal): Promise<void>
  /** Calls back when something in one of the directories may have changed; promises nothing. Gives what ends it. */
  watch(directories: readonly TreePath[], onChange: () => void): () => void
  close(): void
}
