/**
 * Record identities: UUIDs, 16 bytes in the database and in merges, canonical lower-case text in contracts.
 *
 * New rows take version 7 (RFC 9562 §5.7): ordered by time, so that new rows land at the end of a B-tree.
 */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Gives the canonical text of a 16-byte id. */
export function idToText(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new Error(`ids.idToText: ${String(bytes.length)} bytes`)
  let text = ''
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += HEX[bytes[i] ?? 0] ?? ''
  }
  return text
}

/** Gives the 16 bytes of a canonical lower-case UUID. Errors: throws on anything else; validate text from outside first. */
export function idFromText(text: string): Uint8Array<ArrayBuffer> {
  if (!UUID.test(text)) throw new Error('ids.idFromText: not a canonical uuid')
  const hex = text.replaceAll('-', '')
  const bytes = new Uint8Array(16)
  for (let i = 0; i < 16; i++) bytes[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16)
  return bytes
}

/**
 * Makes a version 7 id from a time and 10 random bytes.
 *
 * Units   `unixMs` UTC milliseconds, up to the year 10889.
 * Source  RFC 9562 §5.7.
 */
export function uuidV7(unixMs: number, random: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16)
  let ms = unixMs
  for (let i = 5; i >= 0; i--) {
    bytes[i] = ms % 256
    ms = Math.floor(ms / 256)
  }
  for (let i = 0; i < 10; i++) bytes[6 + i] = random[i] ?? 0
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return bytes
}
