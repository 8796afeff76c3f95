import { sign, verify } from 'node:crypto'
import { type DeviceKey, publicSigningKey } from '../identity/device-key.ts'

const HELLO = Buffer.from('tributary-hello-1\u0000')
const REVOCATION = Buffer.from('tributary-revocation-1\u0000')

/** What a device says of itself when it comes to a relay. */
export interface Hello {
  /** Tag of the firm, hex. */
  readonly firm: string
  /** Name of the host that was asked for, as in the address, without a port. */
  readonly host: string
  /** The device's clock, UTC ms. */
  readonly at: number
  /** Got from the relay, hex. */
  readonly nonce: string
}

/** Gives the bytes that a hello signs. Source: docs/sync-protocol.md, section 4. */
export function helloBytes({ firm, host, at, nonce }: Hello): Buffer {
  const time = Buffer.alloc(8)
  time.writeDoubleLE(at)
  return Buffer.concat([HELLO, Buffer.from(firm, 'hex'), Buffer.from(host), Buffer.of(0), time, Buffer.from(nonce, 'hex')])
}

/** Gives the bytes with which an admin tells a relay that a device is no longer one of the firm. */
export function revocationBytes(firm: string, device: string): Buffer {
  return Buffer.concat([REVOCATION, Buffer.from(firm, 'hex'), Buffer.from(device, 'hex')])
}

/** Signs with a device's key. */
export function signWith(key: Pick<DeviceKey, 'signing'>, bytes: Buffer): Buffer {
  return sign(null, bytes, key.signing)
}

/** Tells whether the holder of a raw Ed25519 key signed these bytes. */
export function isSignedBy(publicKey: Buffer, bytes: Buffer, signature: Buffer): boolean {
  try {
    return verify(null, bytes, publicSigningKey(publicKey), signature)
  } catch {
    // 32 bytes that are no point of the curve sign nothing
    return false
  }
}
