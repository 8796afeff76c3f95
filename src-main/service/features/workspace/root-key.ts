import type { RootKeyStatus, WordCheck, WordList } from '#shared/contract/workspace.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import { wordsOf } from '../../keys/recovery-words.ts'
import { refuse, refuseField } from '../../refusal.ts'
import type { Identity } from '../../sync/identity/identity.ts'
import { readIdentity, writeIdentity } from '../../sync/identity/identity-file.ts'

/** Says whether the firm's root key lies on this computer. Shape: null in a copy that has no keys. */
export function rootKeyStatus({ directory, key }: Workspace): RootKeyStatus | null {
  const identity = readIdentity(directory, key)
  return identity && { isHere: identity.rootSeed !== null }
}

/** Gives the 24 words of the firm's root key, the same each time. Errors: `root-key-not-here`. */
export function rootKeyWords(workspace: Workspace, list: WordList): string[] {
  return wordsOf(rootSeedOf(workspace).seed, list)
}

/**
 * Takes the root key off this computer, for good: from now on it is where its words are written.
 *
 * Errors  `root-key-not-here`; `root-word-wrong` at a word that shows that they were not written down.
 */
export function takeRootKeyAway(workspace: Workspace, list: WordList, checks: readonly WordCheck[]): void {
  const { identity, seed } = rootSeedOf(workspace)
  const words = wordsOf(seed, list)
  for (const [i, { at, word }] of checks.entries()) {
    if (words[at - 1] !== word.trim().toLowerCase()) refuseField(`checks.${String(i)}.word`, 'root-word-wrong', { at })
  }
  writeIdentity(workspace.directory, { ...identity, rootSeed: null }, workspace.key)
}

function rootSeedOf({ directory, key }: Workspace): { readonly identity: Identity; readonly seed: Buffer } {
  const identity = readIdentity(directory, key)
  if (!identity?.rootSeed) return refuse('root-key-not-here', { path: directory })
  return { identity, seed: identity.rootSeed }
}
