import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

export const MASTER_KEY_BYTES = 32

const NONCE_BYTES = 12
const TAG_BYTES = 16
const NO_SALT = new Uint8Array()

/**
 * Seals bytes under a master key, so that nobody without it reads or changes them.
 *
 * Shape   nonce (12 bytes), ciphertext, tag (16 bytes): AES-256-GCM under HKDF-SHA-256(master, info = "tributary-sealed-1\0" + purpose).
 * Edge    what was sealed for one purpose does not open for another.
 */
export function sealWith(master: Uint8Array, purpose: string, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyFor(master, purpose), nonce, { authTagLength: TAG_BYTES })
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

/** Opens what `sealWith` made. Shape: null when key or purpose do not fit, or when a bit was changed. */
export function openWith(master: Uint8Array, purpose: string, sealed: Uint8Array): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', keyFor(master, purpose), sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const opened = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES))
  try {
    return Buffer.concat([opened, decipher.final()])
  } catch {
    // the only thing that `final` reports is a tag that does not fit
    return null
  }
}

/** Gives eight bytes that tell one master key from another without saying anything about it. Shape: 16 hex digits. */
export function keyCheck(master: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', master, NO_SALT, 'tributary-key-check-1', 8)).toString('hex')
}

function keyFor(master: Uint8Array, purpose: string): Buffer {
  if (master.length !== MASTER_KEY_BYTES) throw new Error(`sealing: a key of ${String(master.length)} bytes`)
  return Buffer.from(hkdfSync('sha256', master, NO_SALT, `tributary-sealed-1\0${purpose}`, 32))
}
