import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { err, ok, type Result } from '#shared/kernel/result.ts'
import { type RandomBytes, systemRandom } from '../../ports/random.ts'
import { CertificateChain, type CertificateContent, type Certified, type CertifiedInvitation, type ChainProblem, DEVICE_LASTS, holdsAll, issueCertificate, type ScopeGrant, verifyChain, verifyInvitationChain } from './certificate.ts'
import { type DeviceKey, deviceOf, newDeviceKey, rawPublicKey, signingKeyFromSeed } from './device-key.ts'
import { firmTagOf } from './firm-tag.ts'
import { isScope, repScope, type Scope, unitScope } from './scope.ts'
import { Epoch, hexOf, Instant } from './wire.ts'

/** With what somebody joins a firm. Whoever holds it can join as what it allows. */
export const Invitation = z.object({
  format: z.literal('tributary-join-2'),
  /** The rows that all copies begin with; who joins reads them. */
  genesis: z.record(z.string(), z.unknown()),
  rootKey: hexOf(32),
  chain: CertificateChain,
  seed: hexOf(32),
  controlKey: hexOf(32),
  epoch: Epoch,
  secret: hexOf(32).nullable(),
  keys: z.record(z.string().refine((text): boolean => isScope(text) && text !== 'control'), hexOf(32)),
  employee: z.object({ id: hexOf(16), name: z.string().min(1).max(200) }).nullable(),
  role: z.string().min(1).max(40).nullable(),
  unit: hexOf(16).nullable(),
  expires: Instant,
  /** The device that invites, so that who joins knows it when they meet. */
  inviter: CertificateChain.nullable().default(null),
})
export type Invitation = z.infer<typeof Invitation>

/** Who signs: the root, or an admin with its own chain. */
export interface Issuer {
  readonly key: KeyObject
  /** Empty for the root. */
  readonly chain: CertificateChain
}

export interface InvitationRequest extends Pick<Invitation, 'genesis' | 'employee' | 'role' | 'unit' | 'expires' | 'epoch'> {
  /** Raw key of the root. */
  readonly rootKey: Buffer
  readonly issuer: Issuer
  readonly controlKey: Buffer
  readonly secret: Buffer | null
  readonly keys: ReadonlyMap<Scope, Buffer>
  readonly scopes: ScopeGrant
  /** Certificates of the device that invites. */
  readonly inviter?: CertificateChain
  /** UTC ms. */
  readonly now: number
}

/** Makes an invitation; its certificate lasts as long as devices do, `expires` says until when one may join with it. */
export function newInvitation(request: InvitationRequest, random: RandomBytes = systemRandom): Invitation {
  const { genesis, rootKey, issuer, controlKey, secret, epoch, employee, role, unit, expires, now, inviter } = request
  const seed = random(32)
  const certificate = issueCertificate(
    {
      firm: firmTagOf(rootKey).toString('hex'),
      kind: 'invitation',
      publicKey: rawPublicKey(signingKeyFromSeed(seed)).toString('hex'),
      agreementKey: null,
      employee: employee?.id ?? null,
      role,
      unit,
      scopes: [...request.scopes] as CertificateContent['scopes'],
      notBefore: now,
      notAfter: now + DEVICE_LASTS,
    },
    issuer.key,
    issuerId(issuer),
  )
  return {
    format: 'tributary-join-2',
    genesis,
    rootKey: rootKey.toString('hex'),
    chain: [certificate, ...issuer.chain],
    seed: seed.toString('hex'),
    controlKey: controlKey.toString('hex'),
    epoch,
    secret: secret?.toString('hex') ?? null,
    keys: Object.fromEntries([...request.keys].map(([scope, key]) => [scope, key.toString('hex')])),
    employee,
    role,
    unit,
    expires,
    inviter: inviter ? [...inviter] : null,
  }
}

/** Gives by which name an issuer signs. */
export function issuerId({ key, chain }: Issuer): string {
  return chain.length === 0 ? 'root' : deviceOf(rawPublicKey(key)).toString('hex')
}

/** Reads an invitation, unchecked but for its form; null when the text is none. */
export function parseInvitation(text: string): Invitation | null {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return null
  }
  const parsed = Invitation.safeParse(content)
  return parsed.success ? parsed.data : null
}

/** Who joins. */
export interface Joining {
  readonly employee: Buffer
  readonly role: string
  readonly unit: Buffer | null
  /** UTC ms. */
  readonly now: number
}

export interface Joined {
  readonly deviceKey: DeviceKey
  readonly chain: CertificateChain
  readonly certified: Certified
}

/** `damaged` its chain does not hold (`detail`); `expired`; `employee`, `role`, `unit` it is for another one. */
export type InvitationProblem =
  | { readonly kind: 'damaged'; readonly detail: ChainProblem }
  | { readonly kind: 'expired' | 'employee' | 'role' | 'unit' }

/** Roles that may certify others: those that may write what the whole firm shares. */
const ADMINS: ReadonlySet<string> = new Set(['manager', 'director', 'admin'])

/**
 * Makes keys and certificate of a device that joins with an invitation.
 *
 * Edge    a clock that is behind begins with the invitation: nobody would take a certificate that is older than its issuer.
 *         An invitation for all scopes gives a representative his own, a member of a unit the unit's, others all.
 */
export function acceptInvitation(invitation: Invitation, joining: Joining, random: RandomBytes = systemRandom): Result<Joined, InvitationProblem> {
  // who joins does not know yet which unit is below which; every receiver looks closer
  const check = { rootKey: Buffer.from(invitation.rootKey, 'hex'), at: null, takesIn: () => true }
  const invited = verifyInvitationChain(invitation.chain, check)
  if (!invited.ok) return err({ kind: 'damaged', detail: invited.error })
  const problem = problemOf(invitation, invited.value, joining)
  if (problem) return err({ kind: problem })
  const deviceKey = newDeviceKey(random)
  const unit = joining.unit ?? invited.value.unit
  const notBefore = Math.max(joining.now, invited.value.notBefore)
  const issuer = { key: signingKeyFromSeed(Buffer.from(invitation.seed, 'hex')), chain: invitation.chain }
  const certificate = issueCertificate(
    {
      firm: firmTagOf(check.rootKey).toString('hex'),
      kind: ADMINS.has(joining.role) ? 'admin' : 'device',
      publicKey: deviceKey.publicKey.toString('hex'),
      agreementKey: deviceKey.agreementKey.toString('hex'),
      employee: joining.employee.toString('hex'),
      role: joining.role,
      unit: unit?.toString('hex') ?? null,
      scopes: [...(holdsAll(invited.value.scopes) ? scopesOfPerson({ ...joining, unit }) : invited.value.scopes)] as CertificateContent['scopes'],
      notBefore,
      notAfter: Math.min(invited.value.notAfter, notBefore + DEVICE_LASTS),
    },
    issuer.key,
    issuerId(issuer),
  )
  const chain = [certificate, ...invitation.chain]
  const certified = verifyChain(chain, check)
  return certified.ok ? ok({ deviceKey, chain, certified: certified.value }) : err({ kind: 'damaged', detail: certified.error })
}

function problemOf(invitation: Invitation, invited: CertifiedInvitation, joining: Joining): 'expired' | 'employee' | 'role' | 'unit' | null {
  if (joining.now > Math.min(invitation.expires, invited.notAfter)) return 'expired'
  if (invited.employee && !invited.employee.equals(joining.employee)) return 'employee'
  if (invited.role !== null && invited.role !== joining.role) return 'role'
  return invited.unit && joining.unit && !invited.unit.equals(joining.unit) ? 'unit' : null
}

/** Gives what somebody reads by role and unit: a representative his own customers, others those of their unit, without a unit everything. */
export function scopesOfPerson({ employee, role, unit }: Pick<Joining, 'employee' | 'role' | 'unit'>): ScopeGrant {
  if (role === 'rep') return [repScope(employee)]
  return unit ? [unitScope(unit)] : ['all']
}
