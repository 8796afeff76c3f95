import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { platform } from 'node:os'

/** Of more directories only the first are watched, since a system has so many watches for all programs; whoever watches looks from time to time anyway. */
const MAX_WATCHES = 1_000

/**
 * Calls back when the system tells of a change in one of the directories. It may tell none: network drives tell what this machine did only.
 *
 * Edge   what cannot be watched is left out without a word, since this only makes a poll come sooner.
 */
export function watchDirectories(root: string, directories: readonly string[], onChange: () => void): () => void {
  // One watch for everything where the system has that; Linux has not.
  const isRecursive = platform() === 'win32' || platform() === 'darwin'
  const watched = isRecursive || directories.length === 0 ? [root] : directories.slice(0, MAX_WATCHES)
  const watchers: FSWatcher[] = []
  for (const directory of watched) {
    try {
      const watcher = watch(directory, { recursive: isRecursive, persistent: false }, () => onChange())
      watcher.on('error', () => watcher.close())
      watchers.push(watcher)
    } catch {
      // Gone meanwhile, or no more watches to be had.
      continue
    }
  }
  return () => {
    for (const watcher of watchers) watcher.close()
  }
}
