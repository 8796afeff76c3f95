import { err, ok, type Result } from '#shared/kernel/result.ts'
import { type Envelope, verifyEnvelope } from '../bundle/envelope.ts'
import { msFromHlc } from '../engine/clock.ts'
import { holdsAll } from '../identity/certificate.ts'
import { publicSigningKey, siteOf } from '../identity/device-key.ts'
import type { Identity } from '../identity/identity.ts'
import type { CheckedBundle } from './bundle-reading.ts'
import type { KnownDevice } from './devices.ts'
import type { Keys } from './keys.ts'
import type { OrgScopes } from './org-scopes.ts'

/** Why a bundle is not merged (protocol section 2.3). `new`, `gap`, `key` and `unknown-device` wait for something; the others are somebody's fault. */
export type HoldReason =
  | 'new' | 'other-firm' | 'unknown-device' | 'certificate' | 'revoked' | 'scope' | 'fork' | 'gap' | 'key' | 'content' | 'right' | 'damaged'

export interface CheckSetting {
  readonly identity: Identity
  readonly keys: Keys
  readonly organisation: OrgScopes
  /** UTC ms. */
  readonly now: number
}

/** Clocks differ, and a copy may have been shut when its certificate was renewed: so long after its end it is still taken. */
const LATE_MS = 86_400_000

/**
 * Checks everything about a bundle that can be told without opening it, but for its place in its chain.
 *
 * Errors  the first reason in the order of the protocol.
 * Cost    one signature check, about 0.1 ms, and nothing of the content.
 */
export function checkBundle(envelope: Envelope, author: KnownDevice | null, setting: CheckSetting): Result<CheckedBundle, HoldReason> {
  const { identity, keys, organisation, now } = setting
  const { header } = envelope
  if (header.firm !== identity.firmTag.toString('hex')) return err('other-firm')
  if (!author) return err('unknown-device')
  if (!verifyEnvelope(envelope, publicSigningKey(author.publicKey))) return err('damaged')
  if (siteOf(author.publicKey, Buffer.from(header.nonce, 'hex')).toString('hex') !== header.site) return err('certificate')
  if (isAfter(header.to, author.notAfter + LATE_MS, now)) return err('certificate')
  if (author.revokedAt !== null && header.n > (author.goodUntil.get(`${header.site}/${header.scope}`) ?? 0)) return err('revoked')
  const scope = header.scope
  if (!organisation.allows(author.scopes, scope)) return err('scope')
  if ((header.kind === 'statements') !== (scope === 'control')) return err('content')
  if (header.kind === 'snapshot' && !(author.isAdmin && holdsAll(author.scopes))) return err('scope')
  const key = keys.keyring.keyOf(scope, header.epoch)
  return key ? ok({ envelope, author, key }) : err('key')
}

/** A clock from the future says nothing about when a certificate ran out. */
function isAfter(hlc: number, end: number, now: number): boolean {
  return Math.min(msFromHlc(hlc), now) > end
}
