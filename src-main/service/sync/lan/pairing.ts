import { createHash } from 'node:crypto'
import { err, ok, type Result } from '#shared/kernel/result.ts'

/** Crockford's base 32: no I, L, O and U, which are taken for others or spell words. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const PIN_BYTES = 10
export const TOKEN_BYTES = 5
const CODE_CHARS = ((PIN_BYTES + TOKEN_BYTES) * 8) / 5
/** What somebody could mean as a code is never longer, however he spaces it. */
const MAX_TEXT = 200

/** What a code says: which computer to trust, and the word that it wants to hear. */
export interface PairingCode {
  /** 10 bytes: the beginning of the hash of the host's device key. */
  readonly pin: Buffer
  /** 5 bytes, good once. */
  readonly token: Buffer
}

/** Gives the pin of a raw device key. Its hex is also how the name of that device begins. */
export function pairingPin(publicKey: Uint8Array): Buffer {
  return createHash('sha256').update(publicKey).digest().subarray(0, PIN_BYTES)
}

/** Gives a code as it is shown: `ABCD-EFGH-…`, six groups of four. */
export function writePairingCode({ pin, token }: PairingCode): string {
  if (pin.length !== PIN_BYTES || token.length !== TOKEN_BYTES) throw new Error('pairing: a pin of 10 and a token of 5 bytes')
  return (toBase32(Buffer.concat([pin, token])).match(/.{4}/g) ?? []).join('-')
}

/**
 * Reads a code as people type it: either case, any spaces and dashes, full-width letters, O for 0, I and L for 1.
 *
 * Errors  `code-malformed`: not 24 characters of the alphabet.
 */
export function readPairingCode(text: string): Result<PairingCode, 'code-malformed'> {
  if (text.length > MAX_TEXT) return err('code-malformed')
  const typed = text.normalize('NFKC').toUpperCase().replace(/[\s\p{Pd}_.·]/gu, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (typed.length !== CODE_CHARS) return err('code-malformed')
  const bytes = fromBase32(typed)
  return bytes ? ok({ pin: bytes.subarray(0, PIN_BYTES), token: bytes.subarray(PIN_BYTES) }) : err('code-malformed')
}

function toBase32(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(held >> bits) & 31] ?? ''
    }
    held &= (1 << bits) - 1
  }
  return text
}

function fromBase32(text: string): Buffer | null {
  const bytes: number[] = []
  let held = 0
  let bits = 0
  for (const char of text) {
    const value = ALPHABET.indexOf(char)
    if (value < 0) return null
    held = (held << 5) | value
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push(held >> bits)
    held &= (1 << bits) - 1
  }
  return Buffer.from(bytes)
}
