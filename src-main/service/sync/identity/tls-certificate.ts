import { createHash, sign } from 'node:crypto'
import type { DeviceKey } from './device-key.ts'

const LASTS_YEARS = 20

/** What one side of a TLS connection presents, both PEM. */
export interface TlsIdentity {
  readonly key: string
  readonly cert: string
}

/**
 * Makes the X.509 certificate over a device's key that TLS wants to see. It says nothing but the key: who that is, the chain of certificates of our own tells.
 *
 * Units   `now` UTC ms; good from a day before for 20 years, since clocks differ and nobody looks at it.
 * Source  RFC 5280 4.1, RFC 8410; DER by hand, because it is these few lines or a library.
 */
export function tlsCertificateOf(device: DeviceKey, now: number): TlsIdentity {
  const name = sequence(set(sequence(COMMON_NAME, utf8(device.device.toString('hex')))))
  const begin = new Date(now - 86_400_000)
  const end = new Date(begin)
  end.setUTCFullYear(end.getUTCFullYear() + LASTS_YEARS)
  const content = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serialOf(device)),
    ED25519,
    name,
    sequence(time(begin), time(end)),
    name,
    Buffer.concat([SPKI, device.publicKey]),
  )
  const signature = sign(null, content, device.signing)
  const certificate = sequence(content, ED25519, tagged(0x03, Buffer.from([0]), signature))
  return { key: device.signing.export({ format: 'pem', type: 'pkcs8' }).toString(), cert: pem(certificate) }
}

/** The same key has the same number: positive, 15 bytes. */
function serialOf({ publicKey }: DeviceKey): Buffer {
  return Buffer.concat([Buffer.from([1]), createHash('sha256').update(publicKey).digest().subarray(16, 30)])
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts)
}

function set(...parts: readonly Buffer[]): Buffer {
  return tagged(0x31, ...parts)
}

function explicit(number: number, content: Buffer): Buffer {
  return tagged(0xa0 + number, content)
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes)
}

function utf8(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text))
}

/** Years before 2050 have two digits, later ones four (RFC 5280 4.1.2.5). */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}

const COMMON_NAME = Buffer.from('0603550403', 'hex')
const ED25519 = sequence(Buffer.from('06032b6570', 'hex'))
/** What stands before the 32 bytes of a public Ed25519 key. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
