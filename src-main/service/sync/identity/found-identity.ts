import { err, ok, type Result } from '#shared/kernel/result.ts'
import { type RandomBytes, systemRandom } from '../../ports/random.ts'
import { ADMIN_LASTS, DEVICE_LASTS, issueCertificate, verifyChain } from './certificate.ts'
import { newDeviceKey } from './device-key.ts'
import { type FirstKeys, keysToKeep } from './first-keys.ts'
import { firmTagOf } from './firm-tag.ts'
import type { Identity } from './identity.ts'
import { acceptInvitation, type Invitation, type InvitationProblem, type Joining, newInvitation } from './invitation.ts'
import { newRootKey, type RootKey, rootKeyFromSeed } from './root-key.ts'
import { newSecret } from './scope-keys.ts'

export interface Founded {
  readonly identity: Identity
  /** With which anybody joins, in any role: it holds the secret of the first epoch, but not the root's seed. */
  readonly invitation: Invitation
}

/** Makes the keys of a new firm: root, control, the first epoch's secret, and the founder's device, an admin for everything. */
export function foundIdentity(founder: Joining, genesis: Identity['genesis'], random: RandomBytes = systemRandom): Founded {
  const root = newRootKey(random)
  const controlKey = newSecret(random)
  const secret = newSecret(random)
  const firstKeys: FirstKeys = { epoch: 1, secret, keys: new Map() }
  const identity = { ...rootAdmin(root, founder, random), controlKey, firstKeys: [firstKeys], rootSeed: root.seed, genesis }
  const invitation = newInvitation(
    {
      genesis, rootKey: root.publicKey, issuer: { key: root.signing, chain: [] }, controlKey, ...firstKeys,
      employee: null, role: null, unit: null, scopes: ['all'], now: founder.now, expires: founder.now + DEVICE_LASTS, inviter: identity.chain,
    },
    random,
  )
  return { identity, invitation }
}

/** Makes the keys of a copy that joins, and keeps of the invitation's keys those that its scopes need. */
export function joinIdentity(invitation: Invitation, joining: Joining, random: RandomBytes = systemRandom): Result<Identity, InvitationProblem> {
  const joined = acceptInvitation(invitation, joining, random)
  if (!joined.ok) return joined
  const { deviceKey, chain, certified } = joined.value
  const rootKey = Buffer.from(invitation.rootKey, 'hex')
  const firmTag = firmTagOf(rootKey)
  const firstKeys = [keysToKeep(invitation, firmTag, certified.scopes)]
  return ok({ deviceKey, rootKey, firmTag, chain, certified, ...givenBy(invitation), firstKeys, rootSeed: null })
}

/**
 * Makes an admin for everything out of the seed of the root key, as its words give it: when all admins' devices are lost. The invitation
 * gives what is not secret to the root, and may be out of time.
 *
 * Errors  `other-root` when the words are those of another firm.
 */
export function restoreAdmin(invitation: Invitation, joining: Joining, rootSeed: Buffer, random: RandomBytes = systemRandom): Result<Identity, 'other-root'> {
  const root = rootKeyFromSeed(rootSeed)
  if (root.publicKey.toString('hex') !== invitation.rootKey) return err('other-root')
  const firstKeys = [keysToKeep(invitation, root.firmTag, ['all'])]
  return ok({ ...rootAdmin(root, joining, random), ...givenBy(invitation), firstKeys, rootSeed: null })
}

function givenBy({ controlKey, genesis }: Invitation): Pick<Identity, 'controlKey' | 'genesis'> {
  return { controlKey: Buffer.from(controlKey, 'hex'), genesis }
}

/** An admin for everything, certified by the root. */
function rootAdmin(root: RootKey, { employee, role, unit, now }: Joining, random: RandomBytes): Pick<Identity, 'deviceKey' | 'rootKey' | 'firmTag' | 'chain' | 'certified'> {
  const deviceKey = newDeviceKey(random)
  const certificate = issueCertificate(
    {
      firm: root.firmTag.toString('hex'),
      kind: 'admin',
      publicKey: deviceKey.publicKey.toString('hex'),
      agreementKey: deviceKey.agreementKey.toString('hex'),
      employee: employee.toString('hex'),
      role,
      unit: unit?.toString('hex') ?? null,
      scopes: ['all'],
      notBefore: now,
      notAfter: now + ADMIN_LASTS,
    },
    root.signing,
    'root',
  )
  const certified = verifyChain([certificate], { rootKey: root.publicKey, at: null })
  if (!certified.ok) throw new Error(`found-identity: the certificate that was just made is ${certified.error}`)
  return { deviceKey, rootKey: root.publicKey, firmTag: root.firmTag, chain: [certificate], certified: certified.value }
}
