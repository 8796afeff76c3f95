import { randomBytes } from 'node:crypto'
import { ok, type Result } from '#shared/kernel/result.ts'
import { ADMIN_LASTS, DEVICE_LASTS, issueCertificate, verifyChain } from './certificate.ts'
import { newDeviceKey, type RandomBytes } from './device-key.ts'
import { keysToKeep } from './first-keys.ts'
import { firmTagOf } from './firm-tag.ts'
import type { Identity } from './identity.ts'
import { acceptInvitation, type Invitation, type InvitationProblem, type Joining, newInvitation } from './invitation.ts'
import { newRootKey } from './root-key.ts'
import { newSecret } from './scope-keys.ts'

export interface Founded {
  readonly identity: Identity
  /** With which anybody joins, in any role: it holds the secret of the first epoch, but not the root's seed. */
  readonly invitation: Invitation
}

/** Makes the keys of a new firm: root, control, the first epoch's secret, and the founder's device, an admin for everything. */
export function foundIdentity(founder: Joining, genesis: Identity['genesis'], random: RandomBytes = randomBytes): Founded {
  const root = newRootKey(random)
  const controlKey = newSecret(random)
  const secret = newSecret(random)
  const deviceKey = newDeviceKey(random)
  const { now } = founder
  const certificate = issueCertificate(
    {
      firm: root.firmTag.toString('hex'),
      kind: 'admin',
      publicKey: deviceKey.publicKey.toString('hex'),
      agreementKey: deviceKey.agreementKey.toString('hex'),
      employee: founder.employee.toString('hex'),
      role: founder.role,
      unit: founder.unit?.toString('hex') ?? null,
      scopes: ['all'],
      notBefore: now,
      notAfter: now + ADMIN_LASTS,
    },
    root.signing,
    'root',
  )
  const chain = [certificate]
  const certified = verifyChain(chain, { rootKey: root.publicKey, at: null })
  if (!certified.ok) throw new Error(`found-identity: the founder's certificate is ${certified.error}`)
  const common = { rootKey: root.publicKey, controlKey, genesis }
  const firstKeys = [{ epoch: 1, secret, keys: new Map() }]
  return {
    identity: { ...common, deviceKey, firmTag: root.firmTag, chain, certified: certified.value, firstKeys, rootSeed: root.seed },
    invitation: newInvitation(
      {
        ...common, issuer: { key: root.signing, chain: [] }, epoch: 1, secret, keys: new Map(),
        employee: null, role: null, unit: null, scopes: ['all'], now, expires: now + DEVICE_LASTS,
      },
      random,
    ),
  }
}

/** Makes the keys of a copy that joins, and keeps of the invitation's keys those that its scopes need. */
export function joinIdentity(invitation: Invitation, joining: Joining, random: RandomBytes = randomBytes): Result<Identity, InvitationProblem> {
  const joined = acceptInvitation(invitation, joining, random)
  if (!joined.ok) return joined
  const { deviceKey, chain, certified } = joined.value
  const rootKey = Buffer.from(invitation.rootKey, 'hex')
  const firmTag = firmTagOf(rootKey)
  return ok({
    deviceKey,
    rootKey,
    firmTag,
    chain,
    certified,
    controlKey: Buffer.from(invitation.controlKey, 'hex'),
    firstKeys: [keysToKeep(invitation, firmTag, certified.scopes)],
    rootSeed: null,
    genesis: invitation.genesis,
  })
}
