import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { keptStatement } from '../../db/kept-statement.ts'
import { type CertificateChain, type Certified, ScopeGrant } from '../identity/certificate.ts'

/** A device of the firm, as its certificate says. */
export interface KnownDevice {
  readonly device: Buffer
  readonly chain: CertificateChain
  readonly publicKey: Buffer
  readonly agreementKey: Buffer | null
  readonly employee: Buffer | null
  readonly role: string
  readonly isAdmin: boolean
  readonly scopes: ScopeGrant
  /** UTC ms. */
  readonly notAfter: number
  /** UTC ms when it was revoked; null while it is good. */
  readonly revokedAt: number | null
  /** Up to which bundle of each of its chains what it said is still taken: `site/scope` -> number. */
  readonly goodUntil: ReadonlyMap<string, number>
}

interface Row {
  readonly device: Buffer
  readonly chain: string
  readonly public_key: Buffer
  readonly agreement_key: Buffer | null
  readonly employee_id: Buffer | null
  readonly role: string
  readonly is_admin: number
  readonly scopes: string
  readonly not_after: number
  readonly revoked_at: number | null
  readonly revoked_heads: string | null
}

const Heads = z.array(z.tuple([z.string(), z.string(), z.int()]))
export type RevokedHeads = z.infer<typeof Heads>

/** Gives a device by the 16 bytes that name it; null when nobody told of it. */
export function findDevice(db: Database, device: Uint8Array): KnownDevice | null {
  const row = keptStatement<[Uint8Array], Row>(db, 'SELECT * FROM sync_device WHERE device = ?').get(device)
  return row ? toDevice(row) : null
}

/** Gives all devices, revoked ones too. */
export function listDevices(db: Database): KnownDevice[] {
  return db.prepare<[], Row>('SELECT * FROM sync_device ORDER BY device').all().map(toDevice)
}

/**
 * Learns of a device, or of a certificate of it that lasts longer.
 *
 * Edge    an older certificate changes nothing, and a revoked device stays revoked. Gives whether anything is new.
 */
export function learnDevice(db: Database, chain: CertificateChain, certified: Certified): boolean {
  return (
    keptStatement(
      db,
      `INSERT INTO sync_device (device, chain, public_key, agreement_key, employee_id, role, is_admin, scopes, not_after)
         VALUES (@device, @chain, @publicKey, @agreementKey, @employee, @role, @isAdmin, @scopes, @notAfter)
         ON CONFLICT (device) DO UPDATE SET chain = excluded.chain, employee_id = excluded.employee_id, role = excluded.role, is_admin = excluded.is_admin,
           scopes = excluded.scopes, not_after = excluded.not_after WHERE excluded.not_after > sync_device.not_after`,
    )
      .run({
        device: certified.device,
        chain: JSON.stringify(chain),
        publicKey: certified.publicKey,
        agreementKey: certified.agreementKey,
        employee: certified.employee,
        role: certified.role ?? '',
        isAdmin: certified.isAdmin ? 1 : 0,
        scopes: JSON.stringify(certified.scopes),
        notAfter: certified.notAfter,
      }).changes === 1
  )
}

/** Takes what a device said after these heads for void. Edge: a second revocation changes nothing; the heads of the first stand. */
export function revokeDevice(db: Database, device: Uint8Array, heads: RevokedHeads, at: number): boolean {
  return (
    db.prepare('UPDATE sync_device SET revoked_at = ?, revoked_heads = ? WHERE device = ? AND revoked_at IS NULL').run(at, JSON.stringify(heads), device)
      .changes === 1
  )
}

function toDevice(row: Row): KnownDevice {
  const heads = row.revoked_heads === null ? [] : Heads.parse(JSON.parse(row.revoked_heads))
  return {
    device: row.device,
    // it was checked when it was learnt
    chain: JSON.parse(row.chain) as CertificateChain,
    publicKey: row.public_key,
    agreementKey: row.agreement_key,
    employee: row.employee_id,
    role: row.role,
    isAdmin: row.is_admin === 1,
    scopes: ScopeGrant.parse(JSON.parse(row.scopes)),
    notAfter: row.not_after,
    revokedAt: row.revoked_at,
    goodUntil: new Map(heads.map(([site, scope, n]) => [`${site}/${scope}`, n])),
  }
}
