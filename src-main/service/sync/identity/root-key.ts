import type { KeyObject } from 'node:crypto'
import { type RandomBytes, systemRandom } from '../../ports/random.ts'
import { rawPublicKey, signingKeyFromSeed } from './device-key.ts'
import { firmTagOf } from './firm-tag.ts'

/** The key that everything in a firm is certified by. Its seed is kept on the founder's device until it is moved away, and on paper: `keys/recovery-words.ts` writes and reads it as 24 words. */
export interface RootKey {
  readonly seed: Buffer
  readonly signing: KeyObject
  readonly publicKey: Buffer
  readonly firmTag: Buffer
}

/** Makes the root key of a new firm. */
export function newRootKey(random: RandomBytes = systemRandom): RootKey {
  return rootKeyFromSeed(random(32))
}

/** Gives the root key that a seed of 32 bytes stands for. */
export function rootKeyFromSeed(seed: Buffer): RootKey {
  const signing = signingKeyFromSeed(seed)
  const publicKey = rawPublicKey(signing)
  return { seed, signing, publicKey, firmTag: firmTagOf(publicKey) }
}
