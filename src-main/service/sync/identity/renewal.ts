import { ADMIN_LASTS, type CertificateChain, type CertificateContent, type Certified, DEVICE_LASTS, issueCertificate } from './certificate.ts'
import { firmTagOf } from './firm-tag.ts'
import { type Issuer, issuerId } from './invitation.ts'

const RENEWED_BEFORE = 100 * 86_400_000

/** Tells whether it is time to renew a device's certificate. Units: UTC ms. */
export function isDueForRenewal(notAfter: number, now: number): boolean {
  return now > notAfter - RENEWED_BEFORE
}

/** Certifies a device anew, as what it is, right below the issuer: it no longer depends on the invitation that it came by. */
export function renewedChain(device: Certified, rootKey: Buffer, issuer: Issuer, now: number): CertificateChain {
  const certificate = issueCertificate(
    {
      firm: firmTagOf(rootKey).toString('hex'),
      kind: device.isAdmin ? 'admin' : 'device',
      publicKey: device.publicKey.toString('hex'),
      agreementKey: device.agreementKey.toString('hex'),
      employee: device.employee.toString('hex'),
      role: device.role,
      unit: device.unit?.toString('hex') ?? null,
      scopes: [...device.scopes] as CertificateContent['scopes'],
      notBefore: now,
      notAfter: now + (device.isAdmin && issuer.chain.length === 0 ? ADMIN_LASTS : DEVICE_LASTS),
    },
    issuer.key,
    issuerId(issuer),
  )
  return [certificate, ...issuer.chain]
}
