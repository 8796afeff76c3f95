import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** How long a nonce may wait for its hello, in ms. */
export const NONCE_LASTS = 60_000
const MAC = 8

/**
 * Makes a nonce that any process with the same secret knows again: seconds, chance, and a code over both. Strangers can ask for as many as they like
 * without anything being kept for them.
 *
 * Shape   16 bytes as hex.
 */
export function makeNonce(secret: Buffer, now: number): string {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(Math.floor(now / 1000) >>> 0)
  randomBytes(4).copy(head, 4)
  return Buffer.concat([head, macOf(secret, head)]).toString('hex')
}

/** Tells when a nonce of ours runs out, UTC ms; null when it is not ours or has run out. */
export function nonceUntil(secret: Buffer, nonce: string, now: number): number | null {
  const bytes = Buffer.from(nonce, 'hex')
  if (bytes.length !== 16) return null
  const head = bytes.subarray(0, 8)
  if (!timingSafeEqual(bytes.subarray(8), macOf(secret, head))) return null
  const until = (head.readUInt32LE() + 1) * 1000 + NONCE_LASTS
  return now > until ? null : until
}

function macOf(secret: Buffer, head: Buffer): Buffer {
  return createHmac('sha256', secret).update(head).digest().subarray(0, MAC)
}
