import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Certificate, CertificateChain, holdsAll, verifyChain } from '../identity/certificate.ts'
import { deviceOf } from '../identity/device-key.ts'
import { firmTagOf } from '../identity/firm-tag.ts'
import { base64Of, hexOf } from '../identity/wire.ts'
import { RelayRefusal } from './answer.ts'
import { nonceUntil } from './nonce.ts'
import type { RelayParts } from './relay-parts.ts'
import type { Caller, CertifiedDevice } from './relay-store.ts'
import { helloBytes, isSignedBy, revocationBytes } from './statements.ts'

const HelloBody = z.strictObject({
  rootKey: hexOf(32),
  chain: CertificateChain,
  at: z.number(),
  nonce: hexOf(16),
  signature: base64Of(64),
})
const DevicesBody = z.strictObject({ chain: z.array(Certificate).min(1).max(5) })
const RevocationBody = z.strictObject({ chain: z.array(Certificate).min(1).max(5), device: hexOf(16), signature: base64Of(64) })

/** What a connection says before anybody says hello on it. */
export interface Connection {
  /** The name that was asked for; null when it is not ours. */
  readonly host: string | null
  /** Whose connection it is, where that is known. */
  readonly device: string | null
}

/** Lets a device in that shows who it is; gives its token. Errors: `RelayRefusal` 400, 401 (whatever was wrong), 403, 507. */
export async function hello(parts: RelayParts, { host, device: expected }: Connection, body: unknown): Promise<{ readonly token: string }> {
  const { rootKey, chain, at, nonce, signature } = read(HelloBody, body)
  const now = parts.clock.now()
  const until = nonceUntil(await parts.sessions.nonceSecret(), nonce, now)
  const device = certify(Buffer.from(rootKey, 'hex'), chain, now)
  if (until === null || host === null || !device || (expected ?? device.device) !== device.device) throw new RelayRefusal(401, 'hello')
  const said = helloBytes({ firm: device.firm, host, at, nonce })
  if (!isSignedBy(device.publicKey, said, Buffer.from(signature, 'base64'))) throw new RelayRefusal(401, 'hello')
  // only now, so that nobody can use up or fill anything without being a device
  if (!(await parts.sessions.useNonce(nonce, until))) throw new RelayRefusal(401, 'hello')
  await admit(parts, device)
  const token = randomBytes(32).toString('base64url')
  await parts.sessions.addToken(tokenHash(token), { firm: device.firm, device: device.device }, now + parts.limits.tokenMs)
  return { token }
}

/** Makes a device known whose bundles somebody else brings. Edge: its certificates may be out of time, its bundles were sealed before. */
export async function introduce(parts: RelayParts, caller: Caller, body: unknown): Promise<void> {
  const { chain } = read(DevicesBody, body)
  const rootKey = await parts.store.rootKey(caller.firm)
  const device = rootKey && certify(rootKey, chain, null)
  if (!device || device.firm !== caller.firm) throw new RelayRefusal(403, 'certificate')
  await admit(parts, device)
}

/** Takes an admin's word that a device is no longer one of the firm. */
export async function revoke(parts: RelayParts, caller: Caller, body: unknown): Promise<void> {
  const { chain, device, signature } = read(RevocationBody, body)
  const rootKey = await parts.store.rootKey(caller.firm)
  const checked = rootKey && verifyChain(chain, { rootKey, at: parts.clock.now(), takesIn: () => true })
  if (!checked?.ok || !checked.value.isAdmin || !holdsAll(checked.value.scopes)) throw new RelayRefusal(403, 'certificate')
  const said = revocationBytes(caller.firm, device)
  if (!isSignedBy(checked.value.publicKey, said, Buffer.from(signature, 'base64'))) throw new RelayRefusal(403, 'signature')
  const admin = rootKey && certify(rootKey, chain, parts.clock.now())
  if (!admin) throw new RelayRefusal(403, 'certificate')
  await admit(parts, admin)
  await parts.store.revoke(caller.firm, device)
  await parts.sessions.dropTokens({ firm: caller.firm, device })
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

async function admit(parts: RelayParts, device: CertifiedDevice): Promise<void> {
  if (!(await parts.policy.admits(device))) throw new RelayRefusal(403, 'not-served')
  const outcome = await parts.store.admit(device)
  if (outcome === 'revoked') throw new RelayRefusal(403, 'revoked')
  if (outcome === 'full') throw new RelayRefusal(507, 'full')
}

const Holder = z.object({ publicKey: hexOf(32) })

/** Gives the name of a certificate's key, once the chain was checked. */
function holderOf(body: string): string {
  const { publicKey } = Holder.parse(JSON.parse(Buffer.from(body, 'base64').toString('utf8')))
  return deviceOf(Buffer.from(publicKey, 'hex')).toString('hex')
}

/**
 * Gives whom a chain speaks of; null when it does not lead to the root, or begins with an invitation.
 *
 * Edge    a relay does not know which unit is below which, so it takes every scope of an issuer as wide enough; receivers look closer.
 */
function certify(rootKey: Buffer, chain: readonly Certificate[], at: number | null): CertifiedDevice | null {
  const checked = verifyChain(chain, { rootKey, at, takesIn: () => true })
  if (!checked.ok) return null
  const { device, publicKey } = checked.value
  const holders = chain.map(({ body }) => holderOf(body))
  return { firm: firmTagOf(rootKey).toString('hex'), device: device.toString('hex'), rootKey, publicKey, chain, holders }
}

function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body)
  if (!parsed.success) throw new RelayRefusal(400, 'malformed')
  return parsed.data
}
