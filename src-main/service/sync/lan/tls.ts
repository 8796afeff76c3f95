import { connect, type SecureContextOptions, type TLSSocket, type TlsOptions } from 'node:tls'
import type { X509Certificate } from 'node:crypto'
import { rawPublicKey } from '../identity/device-key.ts'
import type { TlsIdentity } from '../identity/tls-certificate.ts'

/** Only TLS 1.3, and only Ed25519: all keys are device keys. Electron's library offers Ed25519 only when it is told so. */
const VERSION: SecureContextOptions = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3', sigalgs: 'ed25519' }

/** A handshake takes one round trip; who needs longer than this is not on the same network. */
const HANDSHAKE_MS = 10_000

/**
 * Gives what a listening copy tells TLS: present our key, ask for the caller's.
 *
 * Edge    no authority signs device keys, so TLS itself refuses nobody who holds the key he presents; `presentedKey` tells whose it is, and who is let
 *         in is decided by that.
 */
export function tlsServerOptions({ key, cert }: TlsIdentity): TlsOptions {
  return { ...VERSION, key, cert, requestCert: true, rejectUnauthorized: false, handshakeTimeout: HANDSHAKE_MS }
}

/** Gives the raw Ed25519 key that the other side proved to hold; null when it presented none or one of another kind. */
export function presentedKey(socket: Pick<TLSSocket, 'getPeerX509Certificate'>): Buffer | null {
  const certificate: X509Certificate | undefined = socket.getPeerX509Certificate()
  const key = certificate?.publicKey
  return key?.asymmetricKeyType === 'ed25519' ? rawPublicKey(key) : null
}

/** Thrown when the computer that answers is not the one that is expected; nothing was sent to it. */
export class OtherComputer extends Error {
  override readonly name = 'OtherComputer'

  constructor(host: string, port: number) {
    super(`${host}:${String(port)} presents another key`)
  }
}

export interface PinnedTarget {
  readonly host: string
  readonly port: number
  readonly identity: TlsIdentity
  /** Decides by the raw key whether this is who we want to talk to. */
  isExpected(publicKey: Buffer): boolean
}

/**
 * Connects, and compares the key of the other side before a byte of ours is sent: the socket that is given has sent nothing but the handshake.
 *
 * Errors  `OtherComputer`; what the network says; the signal's reason.
 */
export function connectPinned({ host, port, identity, isExpected }: PinnedTarget, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const socket = connect({ ...VERSION, host, port, key: identity.key, cert: identity.cert, servername: '', rejectUnauthorized: false })
    const timer = setTimeout(() => socket.destroy(timedOut(host, port)), HANDSHAKE_MS)
    const abort = (): void => void socket.destroy()
    const settle = (outcome: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      socket.off('error', fail).off('close', closed)
      outcome()
    }
    const fail = (cause: Error): void => settle(() => {
      // What it says after that is nobody's business, but an error without a listener would end the process.
      socket.on('error', () => undefined).destroy()
      reject(signal.aborted ? (signal.reason as Error) : cause)
    })
    const closed = (): void => fail(new Error(`${host}:${String(port)} hung up`))
    signal.addEventListener('abort', abort)
    socket.on('error', fail).on('close', closed)
    socket.once('secureConnect', () => {
      const key = presentedKey(socket)
      if (key && isExpected(key)) settle(() => resolve(socket))
      else fail(new OtherComputer(host, port))
    })
  })
}

function timedOut(host: string, port: number): Error {
  return Object.assign(new Error(`${host}:${String(port)} does not answer`), { code: 'ETIMEDOUT' })
}
