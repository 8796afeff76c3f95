import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DATABASE_FILE } from '../db/open-database.ts'
import { encryptionOf } from '../db/encryption.ts'
import type { KeyStore } from '../ports/key-store.ts'
import { refuse } from '../refusal.ts'
import { isKeyOf, type KeyFile, plainKeyFile, readKeyFile, recoverMaster, writeKeyFile } from './key-file.ts'
import { bytesOfWords } from './recovery-words.ts'
import { MASTER_KEY_BYTES } from './seal-with.ts'

/** A master key, and how it is or will be kept. */
export interface NewKey {
  readonly master: Uint8Array
  readonly file: KeyFile
}

/** Makes the master key of a new workspace, wrapped by the store where there is one. */
export async function newWorkspaceKey(store: KeyStore): Promise<NewKey> {
  const master = randomBytes(MASTER_KEY_BYTES)
  return { master, file: await keptBy(store, plainKeyFile(master), master) }
}

/**
 * Gives the master key of a workspace as this computer keeps it; null for a workspace that is not encrypted.
 *
 * Edge    a key that lay plain is wrapped as soon as there is a store.
 * Errors  `workspace-key-missing` when it is encrypted and the key is not to be had here, `key-file-damaged`.
 */
export async function keyOfWorkspace(directory: string, store: KeyStore): Promise<Uint8Array | null> {
  if (encryptionOf(join(directory, DATABASE_FILE)) !== 'encrypted') return null
  const file = readKeyFile(directory)
  const local = file?.local
  if (!file || !local) return refuse('workspace-key-missing', { path: directory })
  const master = local.store === 'plain' ? local.key : await store.unwrap(local.key)
  if (!master || !isKeyOf(file, master)) return refuse('workspace-key-missing', { path: directory })
  if (local.store === 'plain') await wrapWhatLayPlain(directory, store, file, master)
  return master
}

/**
 * Gives the master key by recovery words.
 *
 * Errors  `recovery-words-wrong` for what are no words, `recovery-words-other` for those of another workspace or older ones,
 *         `recovery-none` when no words were ever made or keys.json is missing.
 */
export function masterByWords(directory: string, words: string): NewKey {
  const recoveryKey = bytesOfWords(words) ?? refuse('recovery-words-wrong')
  const file = readKeyFile(directory)
  if (!file?.recovery) return refuse('recovery-none', { path: directory })
  return { file, master: recoverMaster(file, recoveryKey) ?? refuse('recovery-words-other', { path: directory }) }
}

/** Gives the master key by recovery words, and keeps it for this computer from now on. Errors: as `masterByWords`. */
export async function unlockByWords(directory: string, words: string, store: KeyStore): Promise<Uint8Array> {
  const { file, master } = masterByWords(directory, words)
  writeKeyFile(directory, await keptBy(store, { ...file, local: { store: 'plain', key: master } }, master))
  return master
}

async function wrapWhatLayPlain(directory: string, store: KeyStore, file: KeyFile, master: Uint8Array): Promise<void> {
  const kept = await keptBy(store, file, master)
  if (kept !== file) writeKeyFile(directory, kept)
}

/** Gives the same file where there is no store. */
async function keptBy(store: KeyStore, file: KeyFile, master: Uint8Array): Promise<KeyFile> {
  const wrapped = await store.wrap(master)
  return wrapped ? { ...file, local: { store: 'system', key: wrapped } } : file
}
