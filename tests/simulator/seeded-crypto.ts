import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { Random } from './random.ts'

/**
 * Replaces the randomness of this process, from which nonces come, by numbers of a seed. Import it before anything of the service: what was
 * bound before keeps the real one.
 */
let source = new Random(0)

crypto.randomBytes = ((size: number): Buffer => {
  const bytes = Buffer.alloc(size)
  for (let i = 0; i < size; i++) bytes[i] = source.int(256)
  return bytes
}) as typeof crypto.randomBytes
syncBuiltinESMExports()

/** Begins the randomness of a run. */
export function seedCrypto(seed: number): void {
  source = new Random(seed)
}
