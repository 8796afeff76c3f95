import { holdsAll, type ScopeGrant } from './certificate.ts'
import type { Invitation } from './invitation.ts'
import type { Scope } from './scope.ts'
import { Keyring, scopeKey } from './scope-keys.ts'

/** The keys of one epoch that a copy begins with. */
export interface FirstKeys {
  readonly epoch: number
  readonly secret: Buffer | null
  readonly keys: ReadonlyMap<Scope, Buffer>
}

/**
 * Gives of an invitation's keys those that a copy with these scopes may keep: the secret for all, otherwise the keys of its scopes and of what
 * the firm shares. Those of units below and their people come as grants, once the organisation is known.
 */
export function keysToKeep(invitation: Invitation, firmTag: Buffer, scopes: ScopeGrant): FirstKeys {
  const { epoch } = invitation
  const secret = invitation.secret === null ? null : Buffer.from(invitation.secret, 'hex')
  if (secret && holdsAll(scopes)) return { epoch, secret, keys: new Map() }
  const given = new Map<Scope, Buffer>(Object.entries(invitation.keys).map(([scope, key]) => [scope as Scope, Buffer.from(key, 'hex')]))
  if (secret) for (const scope of ['firm', ...scopes.filter((held) => held !== 'all')] as const) given.set(scope, scopeKey(secret, firmTag, scope))
  return { epoch, secret: null, keys: given }
}

/** Gives the keys of a copy as it began; grants are added to them. */
export function keyringOf(base: { readonly firmTag: Buffer; readonly controlKey: Buffer; readonly firstKeys: readonly FirstKeys[] }): Keyring {
  const keyring = new Keyring(base)
  for (const { epoch, secret, keys } of base.firstKeys) {
    if (secret) keyring.addSecret(epoch, secret)
    for (const [scope, key] of keys) keyring.addKey(epoch, scope, key)
  }
  return keyring
}
