import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { Refused } from '../../refusal.ts'
import type { Identity } from './identity.ts'
import { IDENTITY_FILE, readIdentity, readIdentityAt, writeIdentity, writeIdentityAt } from './identity-file.ts'

/** Where the identity lies that belongs to a backup. */
function identityPathOf(backup: string): string {
  return `${backup}.identity.json`
}

/**
 * Puts the identity of a workspace beside a backup, so that what is restored elsewhere may go on as this device, as a site of its own.
 *
 * Edge    without the root's seed: that lies in one place only. A copy without an identity has nothing to put there.
 */
export function backUpIdentity(backup: string, directory: string, key: Uint8Array | null): void {
  const identity = readIdentity(directory, key)
  if (identity) writeIdentityAt(identityPathOf(backup), { ...identity, rootSeed: null }, key)
}

export interface RestoredDatabase {
  readonly directory: string
  readonly backup: string
  /** The key of the database that was put in place, and those that may have been in use before. */
  readonly key: Uint8Array | null
  readonly earlierKeys: readonly (Uint8Array | null)[]
  /** Whose database it is. */
  readonly employee: Uint8Array
  /** Where an identity goes that does not belong to it. */
  readonly aside: string
}

/**
 * Gives a database that was put in place the identity that belongs to it: the one beside it, or else the one beside the backup, sealed
 * under its key.
 *
 * Edge    one that cannot be read or is somebody else's is put aside; when there is none, the copy goes on without.
 */
export function settleIdentity({ directory, backup, key, earlierKeys, employee, aside }: RestoredDatabase): void {
  const present = join(directory, IDENTITY_FILE)
  const readable = (path: string, keys: readonly (Uint8Array | null)[]): Identity | null => {
    const found = keys.map((tried) => readQuietly(path, tried)).find((identity) => identity !== null)
    return found?.certified.employee.equals(employee) === true ? found : null
  }
  if (readable(present, [key])) return
  const identity = readable(present, earlierKeys) ?? readable(identityPathOf(backup), [key, ...earlierKeys])
  if (existsSync(present)) renameSync(present, aside)
  if (identity) writeIdentity(directory, identity, key)
}

function readQuietly(path: string, key: Uint8Array | null): Identity | null {
  try {
    return readIdentityAt(path, key)
  } catch (cause) {
    if (cause instanceof Refused) return null
    throw cause
  }
}
