import type { Workspace } from '../../db/workspace.ts'
import { refuse } from '../../refusal.ts'
import { holdsAll } from '../identity/certificate.ts'
import type { Identity } from '../identity/identity.ts'
import type { Scope } from '../identity/scope.ts'
import { findDevice, revokeDevice } from './devices.ts'
import { sealOutbox } from './seal-outbox.ts'

/**
 * Revokes a device, e.g. a stolen laptop: what it says after what is here by now is refused by everybody who hears of it, its certificate is void,
 * and what is written from now on is sealed with keys that it was not handed. What it holds already it keeps.
 *
 * Errors  refuses with `revoke-not-allowed` unless we are an admin of everything, `revoke-self`, `device-unknown`. Revoking again changes nothing.
 */
export function revoke(workspace: Workspace, identity: Identity, device: Buffer): void {
  const { db, clock } = workspace
  const { isAdmin, scopes } = identity.certified
  if (!isAdmin || !holdsAll(scopes)) refuse('revoke-not-allowed')
  if (device.equals(identity.deviceKey.device)) refuse('revoke-self')
  if (!findDevice(db, device)) refuse('device-unknown')
  db.transaction(() => {
    const heads = headsOf(workspace, device)
    if (!revokeDevice(db, device, heads, clock.now())) return
    sealOutbox(workspace, { statements: [{ kind: 'revoke', device: device.toString('hex'), heads }] })
  }).immediate()
}

function headsOf({ db }: Workspace, device: Buffer): [string, Scope, number][] {
  return db
    .prepare<[Buffer], [Buffer, Scope, number]>('SELECT s.site, c.scope, c.n FROM sync_chain c JOIN sync_site s ON s.alias = c.alias WHERE s.device = ? ORDER BY s.site, c.scope')
    .raw()
    .all(device)
    .map(([site, scope, n]) => [site.toString('hex'), scope, n])
}
