import type { Database } from 'better-sqlite3'
import type { Workspace } from '../../db/workspace.ts'
import { msFromHlc } from '../engine/clock.ts'
import { type CertificateChain, type Certified, holdsAll, verifyChain } from '../identity/certificate.ts'
import { type Grant, type GrantedKeys, sealGrant } from '../identity/grant.ts'
import type { Identity } from '../identity/identity.ts'
import { isDueForRenewal, renewedChain } from '../identity/renewal.ts'
import type { Scope } from '../identity/scope.ts'
import { newSecret } from '../identity/scope-keys.ts'
import type { Statement } from '../identity/statement.ts'
import { ChainStore } from './chain-store.ts'
import { findDevice, type KnownDevice, learnDevice, listDevices } from './devices.ts'
import { announcedEpoch, grantedScopes, type Keys, noteEpoch, noteGrant, openKeys } from './keys.ts'
import { OrgScopes } from './org-scopes.ts'

/** A copy that has nothing to say lets others know what it has seen at most this often: their history can then be shortened. */
const TELLS_AFTER_MS = 3_600_000

/**
 * Gives what this copy owes the others in the way of statements: its certificate once, an admin's copy keys for devices that lack them and
 * certificates that run out, and from time to time what it has seen. Null when it owes nothing.
 *
 * What is given is noted here as said.
 */
export function dueStatements(workspace: Workspace, identity: Identity): Statement[] | null {
  const { db, clock } = workspace
  const own = Number(db.prepare('SELECT site FROM sync_ctx').pluck().get())
  const head = new ChainStore(db).head(own, 'control')
  const chain = currentChain(db, identity)
  const statements: Statement[] = []
  if (head.n === 0) {
    learnDevice(db, chain, identity.certified)
    statements.push({ kind: 'certificate', chain: [...chain] })
  }
  if (identity.certified.isAdmin) {
    const devices = listDevices(db)
    const organisation = new OrgScopes(db)
    statements.push(...dueRenewals(db, identity, { devices, organisation, chain, now: clock.now() }), ...dueRotation(db, identity, devices))
    // a rotation brings keys of its own
    statements.push(...dueGrants(db, identity, devices, openKeys(db, identity), organisation))
  }
  if (statements.length > 0) return statements
  return tellsWhatItSaw(db, head.lastHlc, clock.now()) ? [] : null
}

/** Gives a device's newest certificate: as it joined, or as it was renewed. */
export function currentChain(db: Database, identity: Identity): CertificateChain {
  return findDevice(db, identity.deviceKey.device)?.chain ?? identity.chain
}

interface Renewing {
  readonly devices: readonly KnownDevice[]
  readonly organisation: OrgScopes
  /** Of the issuer. */
  readonly chain: CertificateChain
  readonly now: number
}

function dueRenewals(db: Database, { rootKey, deviceKey }: Identity, { devices, organisation, chain: issuerChain, now }: Renewing): Statement[] {
  const takesIn = (outer: Scope, inner: Scope): boolean => organisation.takesIn(outer, inner)
  return devices.flatMap((device): Statement[] => {
    if (device.revokedAt !== null || !isDueForRenewal(device.notAfter, now) || device.device.equals(deviceKey.device)) return []
    const certified = verifyChain(device.chain, { rootKey, at: null, takesIn })
    if (!certified.ok) return []
    const chain = renewedChain(certified.value, rootKey, { key: deviceKey.signing, chain: issuerChain }, now)
    const renewed = verifyChain(chain, { rootKey, at: now, takesIn })
    if (!renewed.ok || !learnDevice(db, chain, renewed.value)) return []
    return [{ kind: 'certificate', chain: [...chain] }]
  })
}

/**
 * A device that was revoked and may hold the keys of the present epoch ends it: the next one is for all others.
 *
 * Edge    two admins may do so at the same time: their epochs have different numbers, the greater one is used, and whoever finds in it a device that
 *         the other revoked begins another one.
 */
function dueRotation(db: Database, { certified, deviceKey }: Identity, devices: readonly KnownDevice[]): Statement[] {
  if (!holdsAll(certified.scopes)) return []
  const present = announcedEpoch(db)
  const revoked = devices.flatMap(({ device, revokedAt }) => (revokedAt === null ? [] : [device.toString('hex')]))
  if (revoked.every((device) => present.without.includes(device))) return []
  const epoch = (Math.floor(present.epoch / EPOCH_STEP) + 1) * EPOCH_STEP + (deviceKey.device.readUInt16LE(0) % EPOCH_STEP)
  const own = sealGrant({ device: deviceKey.device, agreementKey: deviceKey.agreementKey, epoch, granted: { secret: newSecret() } })
  if (!own) throw new Error('due-statements: a grant to ourselves')
  noteGrant(db, own)
  noteEpoch(db, { epoch, without: revoked })
  return [own, { kind: 'epoch', epoch, without: revoked }]
}

/** Numbers of epochs that two admins begin at the same time differ by who they are. */
const EPOCH_STEP = 4096

function dueGrants(db: Database, identity: Identity, devices: readonly KnownDevice[], keys: Keys, organisation: OrgScopes): Grant[] {
  const others = devices.filter(({ device, revokedAt }) => revokedAt === null && !device.equals(identity.deviceKey.device))
  const grants: Grant[] = []
  for (const epoch of keys.keyring.epochs) {
    for (const device of others) {
      const grant = grantFor(db, device, epoch, keys, organisation)
      if (!grant) continue
      noteGrant(db, grant)
      grants.push(grant)
    }
  }
  return grants
}

/** Gives the keys of an epoch that a device may have and was not handed yet; null when there are none, or we do not hold them ourselves. */
function grantFor(db: Database, device: KnownDevice, epoch: number, { keyring }: Keys, organisation: OrgScopes): Grant | null {
  if (!device.agreementKey) return null
  const granted = grantedScopes(db, device.device, epoch)
  const missing = missingKeys(device.scopes, epoch, keyring, granted, organisation)
  return missing && sealGrant({ device: device.device, agreementKey: device.agreementKey, epoch, granted: missing })
}

function missingKeys(
  scopes: Certified['scopes'],
  epoch: number,
  keyring: Keys['keyring'],
  granted: ReadonlySet<Scope | 'all'>,
  organisation: OrgScopes,
): GrantedKeys | null {
  if (holdsAll(scopes)) {
    const secret = granted.has('all') ? null : keyring.secretOf(epoch)
    return secret && { secret }
  }
  const keys = new Map<Scope, Buffer>()
  for (const scope of organisation.expand(scopes)) {
    const key = granted.has(scope) ? null : keyring.keyOf(scope, epoch)
    if (key) keys.set(scope, key)
  }
  return keys.size === 0 ? null : { keys }
}

function tellsWhatItSaw(db: Database, lastHlc: number, now: number): boolean {
  if (now - msFromHlc(lastHlc) < TELLS_AFTER_MS) return false
  return db.prepare('SELECT 1 FROM sync_vv WHERE raised_hlc > ? LIMIT 1').get(lastHlc) !== undefined
}
