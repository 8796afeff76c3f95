import { type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { err, ok, type Result } from '#shared/kernel/result.ts'
import { deviceOf, publicSigningKey } from './device-key.ts'
import { firmTagOf } from './firm-tag.ts'
import { isScope, type Scope } from './scope.ts'
import { base64Of, hexOf, Instant } from './wire.ts'

const DOMAIN = Buffer.from('tributary-certificate-1\u0000')
const DAY = 86_400_000
/** How long certificates last at most, in ms. */
export const DEVICE_LASTS = 400 * DAY
export const ADMIN_LASTS = 4000 * DAY
/** Clocks differ: a certificate is good this long before it begins. */
const EARLY = DAY
const MAX_CHAIN = 8
const MAX_BODY = 16_384

/** What the holder reads and writes customers' files in: everything, or units (with all below) and people. */
export const ScopeGrant = z.union([
  z.tuple([z.literal('all')]),
  z.array(z.string().refine((text): text is Scope => isScope(text) && (text.startsWith('unit-') || text.startsWith('rep-')))).max(200),
])
export type ScopeGrant = readonly ['all'] | readonly Scope[]

const common = {
  v: z.literal(1),
  firm: hexOf(16),
  publicKey: hexOf(32),
  unit: hexOf(16).nullable(),
  scopes: ScopeGrant,
  notBefore: Instant,
  notAfter: Instant,
  issuer: z.union([z.literal('root'), hexOf(16)]),
}
const RoleName = z.string().min(1).max(40)
const HolderBody = z.strictObject({ ...common, kind: z.enum(['device', 'admin']), agreementKey: hexOf(32), employee: hexOf(16), role: RoleName })
const InvitationBody = z.strictObject({
  ...common,
  kind: z.literal('invitation'),
  agreementKey: z.null(),
  employee: hexOf(16).nullable(),
  role: RoleName.nullable(),
})
const CertificateBody = z.discriminatedUnion('kind', [HolderBody, InvitationBody])
type CertificateBody = z.infer<typeof CertificateBody>
/** What is certified; who issues it is added by `issueCertificate`. */
export type CertificateContent = Omit<z.infer<typeof HolderBody>, 'v' | 'issuer'> | Omit<z.infer<typeof InvitationBody>, 'v' | 'issuer'>

export const Certificate = z.strictObject({ body: base64Of(MAX_BODY), signature: base64Of(64) })
export type Certificate = z.infer<typeof Certificate>

/** Leaf first, the last one issued by the root. */
export const CertificateChain = z.array(Certificate).min(1).max(MAX_CHAIN)
export type CertificateChain = readonly Certificate[]

/** Issues a certificate. Shape: `issuerId` = "root", or the hex of `deviceOf` of the issuer's key. */
export function issueCertificate(content: CertificateContent, issuerKey: KeyObject, issuerId: string): Certificate {
  const bytes = Buffer.from(JSON.stringify(CertificateBody.parse({ v: 1, ...content, issuer: issuerId })))
  return { body: bytes.toString('base64'), signature: sign(null, Buffer.concat([DOMAIN, bytes]), issuerKey).toString('base64') }
}

/**
 * `malformed` not a certificate of this version; `other-firm`; `signature` does not fit; `unknown-issuer` does not lead to the root;
 * `not-allowed` the issuer may not issue this kind, or not for this person or role; `scopes` more than the issuer has; `too-early`, `too-late` out of time;
 * `too-long` more than 8 certificates, or one that lasts longer than its kind may; `loop` a key comes twice.
 */
export type ChainProblem =
  | 'malformed' | 'other-firm' | 'signature' | 'unknown-issuer' | 'not-allowed' | 'scopes' | 'too-early' | 'too-late' | 'too-long' | 'loop'

interface Subject {
  readonly publicKey: Buffer
  readonly unit: Buffer | null
  readonly scopes: ScopeGrant
  /** From when on and until when the whole chain is good, UTC ms. */
  readonly notBefore: number
  readonly notAfter: number
}

/** What a good chain says of the device at its beginning. */
export interface Certified extends Subject {
  readonly device: Buffer
  readonly agreementKey: Buffer
  readonly employee: Buffer
  readonly role: string
  readonly isAdmin: boolean
}

/** What a good chain says of the invitation at its beginning; null = anybody, any role. */
export interface CertifiedInvitation extends Subject {
  readonly employee: Buffer | null
  readonly role: string | null
}

export interface ChainCheck {
  /** Raw key of the firm's root. */
  readonly rootKey: Uint8Array
  /** When the chain has to be good, UTC ms; null = whenever. */
  readonly at: number | null
  /** Tells whether a unit's scope takes in another scope, as the reader's organisation stands; without it only equal scopes count. */
  readonly takesIn?: ((outer: Scope, inner: Scope) => boolean) | undefined
}

/**
 * Checks the chain of a device (or an admin's) up to the root.
 *
 * Edge    may be given anything that came from outside: what is no chain is `malformed`; the chain of an invitation is `not-allowed`.
 * Cost    one signature check a certificate, about 0.1 ms.
 */
export function verifyChain(chain: unknown, check: ChainCheck): Result<Certified, ChainProblem> {
  const bodies = checkedBodies(chain, check)
  if (!bodies.ok) return bodies
  const [leaf] = bodies.value
  if (!leaf || leaf.kind === 'invitation') return err('not-allowed')
  const held = certified(leaf, bodies.value)
  return ok({
    ...held,
    device: deviceOf(held.publicKey),
    agreementKey: Buffer.from(leaf.agreementKey, 'hex'),
    employee: Buffer.from(leaf.employee, 'hex'),
    role: leaf.role,
    isAdmin: leaf.kind === 'admin',
  })
}

/** The same for the chain of an invitation; that of a device is `not-allowed`. */
export function verifyInvitationChain(chain: unknown, check: ChainCheck): Result<CertifiedInvitation, ChainProblem> {
  const bodies = checkedBodies(chain, check)
  if (!bodies.ok) return bodies
  const [leaf] = bodies.value
  if (leaf?.kind !== 'invitation') return err('not-allowed')
  return ok({ ...certified(leaf, bodies.value), employee: bytesOf(leaf.employee), role: leaf.role })
}

function checkedBodies(chain: unknown, { rootKey, at, takesIn = () => false }: ChainCheck): Result<readonly CertificateBody[], ChainProblem> {
  if (Array.isArray(chain) && chain.length > MAX_CHAIN) return err('too-long')
  const certificates = CertificateChain.safeParse(chain)
  if (!certificates.success) return err('malformed')
  const links: { readonly certificate: Certificate; readonly body: CertificateBody }[] = []
  const met = new Set<string>([Buffer.from(rootKey).toString('hex')])
  for (const certificate of certificates.data) {
    const body = readBody(certificate.body)
    if (!body) return err('malformed')
    if (met.has(body.publicKey)) return err('loop')
    met.add(body.publicKey)
    links.push({ certificate, body })
  }
  const rules = { firm: firmTagOf(rootKey).toString('hex'), rootKey, at, takesIn }
  for (const [i, { certificate, body }] of links.entries()) {
    const problem = problemOf(body, certificate, links[i + 1]?.body ?? null, rules)
    if (problem) return err(problem)
  }
  return ok(links.map(({ body }) => body))
}

/** Gives what a certificate says, unchecked; null when it is none of this version. */
function readBody(base64: string): CertificateBody | null {
  let content: unknown
  try {
    content = JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))
  } catch {
    // no JSON, so no certificate
    return null
  }
  const parsed = CertificateBody.safeParse(content)
  return parsed.success ? parsed.data : null
}

type Rules = Required<Omit<ChainCheck, 'takesIn'>> & { readonly firm: string; readonly takesIn: (outer: Scope, inner: Scope) => boolean }

function problemOf(body: CertificateBody, certificate: Certificate, issuer: CertificateBody | null, rules: Rules): ChainProblem | null {
  if (body.firm !== rules.firm) return 'other-firm'
  const issuerKey = issuer ? Buffer.from(issuer.publicKey, 'hex') : rules.rootKey
  if (body.issuer !== (issuer ? deviceOf(issuerKey).toString('hex') : 'root')) return 'unknown-issuer'
  const signed = Buffer.concat([DOMAIN, Buffer.from(certificate.body, 'base64')])
  if (!isSigned(signed, issuerKey, Buffer.from(certificate.signature, 'base64'))) return 'signature'
  if (body.notAfter - body.notBefore > (body.kind === 'admin' ? ADMIN_LASTS : DEVICE_LASTS)) return 'too-long'
  if (issuer && !mayIssue(issuer, body)) return 'not-allowed'
  if (issuer && !covers(issuer.scopes, body.scopes, rules.takesIn)) return 'scopes'
  if (rules.at === null) return null
  if (rules.at < body.notBefore - EARLY) return 'too-early'
  return rules.at > body.notAfter ? 'too-late' : null
}

function isSigned(bytes: Buffer, rawKey: Uint8Array, signature: Buffer): boolean {
  try {
    return verify(null, bytes, publicSigningKey(rawKey), signature)
  } catch {
    // 32 bytes that are no point of the curve: nothing was ever signed with them
    return false
  }
}

/** Tells whether an issuer's certificate allows it to issue another, but for the scopes. */
function mayIssue(issuer: CertificateBody, body: CertificateBody): boolean {
  if (issuer.kind === 'admin') return true
  if (issuer.kind === 'device' || body.kind === 'invitation') return false
  if (issuer.employee !== null && body.employee !== issuer.employee) return false
  if (issuer.unit !== null && body.unit !== issuer.unit) return false
  if (issuer.role !== null && body.role !== issuer.role && body.role !== 'rep') return false
  return body.kind === 'device' || (issuer.role !== 'rep' && body.role !== 'rep')
}

function covers(outer: ScopeGrant, inner: ScopeGrant, takesIn: (outer: Scope, inner: Scope) => boolean): boolean {
  if (holdsAll(outer)) return true
  if (holdsAll(inner)) return false
  return inner.every((scope) => outer.some((held) => held === scope || takesIn(held, scope)))
}

/** Tells whether scopes are `["all"]`. */
export function holdsAll(scopes: ScopeGrant): scopes is readonly ['all'] {
  return scopes.length === 1 && scopes[0] === 'all'
}

function certified(leaf: CertificateBody, bodies: readonly CertificateBody[]): Subject {
  return {
    publicKey: Buffer.from(leaf.publicKey, 'hex'),
    unit: bytesOf(leaf.unit),
    scopes: leaf.scopes,
    notBefore: Math.max(...bodies.map(({ notBefore }) => notBefore)),
    notAfter: Math.min(...bodies.map(({ notAfter }) => notAfter)),
  }
}

function bytesOf(hex: string | null): Buffer | null {
  return hex === null ? null : Buffer.from(hex, 'hex')
}
