import { hkdfSync } from 'node:crypto'
import { type RandomBytes, systemRandom } from '../../ports/random.ts'
import type { Scope } from './scope.ts'

/** Epochs are written as 32 bits. */
export const MAX_EPOCH = 0xffff_ffff

/** Makes the secret of an epoch, or the key of the scope `control`: 32 random bytes. */
export function newSecret(random: RandomBytes = systemRandom): Buffer {
  return random(32)
}

/** Gives the key of a scope in the epoch that has this secret. */
export function scopeKey(secret: Uint8Array, firmTag: Uint8Array, scope: Scope): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, firmTag, `tributary-scope-1\u0000${scope}`, 32))
}

/**
 * The keys that a copy holds: secrets of whole epochs, or single keys of its scopes.
 *
 * Edge    `control` has one key in all epochs. Adding what is there already changes nothing.
 */
export class Keyring {
  readonly #firmTag: Buffer
  readonly #controlKey: Buffer
  readonly #secrets = new Map<number, Buffer>()
  readonly #keys = new Map<string, Buffer>()
  readonly #epochs = new Set<number>()

  constructor(base: { readonly firmTag: Buffer; readonly controlKey: Buffer }) {
    this.#firmTag = base.firmTag
    this.#controlKey = base.controlKey
  }

  /** Epochs of which anything is held, ascending. */
  get epochs(): readonly number[] {
    return [...this.#epochs].sort((a, b) => a - b)
  }

  addSecret(epoch: number, secret: Buffer): void {
    this.#epochs.add(epoch)
    this.#secrets.set(epoch, secret)
  }

  addKey(epoch: number, scope: Scope, key: Buffer): void {
    this.#epochs.add(epoch)
    this.#keys.set(`${String(epoch)}/${scope}`, key)
  }

  secretOf(epoch: number): Buffer | null {
    return this.#secrets.get(epoch) ?? null
  }

  /** Gives the key of a scope in an epoch; null when it is not held. Cost: derived once. */
  keyOf(scope: Scope, epoch: number): Buffer | null {
    if (scope === 'control') return this.#controlKey
    const name = `${String(epoch)}/${scope}`
    const known = this.#keys.get(name)
    if (known) return known
    const secret = this.#secrets.get(epoch)
    if (!secret) return null
    const key = scopeKey(secret, this.#firmTag, scope)
    this.#keys.set(name, key)
    return key
  }
}
