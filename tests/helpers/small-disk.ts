import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'

/** Tells whether a test can have a file system of its own: only root may, and not in every container. Leaves nothing mounted. */
export function canMountSmallDisk(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Puts a real file system of 1 MiB at a folder; gives what takes it away. */
export function mountSmallDisk(folder: string): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder])
  return () => {
    execFileSync('umount', [folder])
  }
}

export function makeReadOnly(folder: string): void {
  execFileSync('mount', ['-o', 'remount,ro', folder])
}
