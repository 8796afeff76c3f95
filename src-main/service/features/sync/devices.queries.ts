import type { SyncDevice } from '#shared/contract/sync-trust.contract.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { type KnownDevice, listDevices } from '../../sync/chain/devices.ts'
import { holdsAll } from '../../sync/identity/certificate.ts'
import { scopeName } from './scope-names.ts'

/** Gives the devices of the firm, ours first, then those that are good, by name. */
export function devicesOf({ db, identity }: Workspace): { rows: SyncDevice[]; mayRevoke: boolean } {
  const own = identity?.deviceKey.device
  const name = db.prepare<[Buffer], string>('SELECT name FROM employee WHERE id = ?').pluck()
  const seen = db.prepare<[Buffer], number | null>('SELECT max(last_seen) FROM sync_site WHERE device = ?').pluck()
  const rows = listDevices(db).map((device) => ({
    device: device.device.toString('hex'),
    employee: device.employee && { id: idText(device.employee), name: name.get(device.employee) ?? '' },
    role: device.role,
    isAdmin: device.isAdmin,
    ...readsOf(db, device),
    notAfter: device.notAfter,
    revokedAt: device.revokedAt,
    seenAt: seen.get(device.device) ?? null,
    isOwn: own?.equals(device.device) === true,
  }))
  rows.sort(
    (a, b) => Number(b.isOwn) - Number(a.isOwn) || Number(a.revokedAt !== null) - Number(b.revokedAt !== null) || (a.employee?.name ?? '').localeCompare(b.employee?.name ?? ''),
  )
  return { rows, mayRevoke: identity !== null && identity.certified.isAdmin && holdsAll(identity.certified.scopes) }
}

function readsOf(db: Workspace['db'], { scopes }: KnownDevice): Pick<SyncDevice, 'scopes' | 'isWhole'> {
  return holdsAll(scopes) ? { scopes: [], isWhole: true } : { scopes: scopes.map((scope) => scopeName(db, scope)), isWhole: false }
}
