import { createHash } from 'node:crypto'

/** Gives the 16 bytes that name a firm to those who do not know its name. */
export function firmTagOf(rootPublicKey: Uint8Array): Buffer {
  return createHash('sha256').update(rootPublicKey).digest().subarray(0, 16)
}
