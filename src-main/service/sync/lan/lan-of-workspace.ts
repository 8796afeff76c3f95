import type { Workspace } from '../../db/workspace.ts'
import type { Logger } from '../../ports/logger.ts'
import { findDevice } from '../chain/devices.ts'
import { deviceOf } from '../identity/device-key.ts'
import type { LanServerOptions } from './lan-server.ts'
import { LanPresence } from './lan-presence.ts'

/**
 * Gives what a workspace does in the local network; null for one from before copies had keys.
 *
 * Shape   `exchange` = what it exchanges over connections that others open; null = somebody may only join.
 */
export function lanOfWorkspace(
  { identity, db, clock }: Workspace,
  { exchange, logger, changed }: Pick<LanServerOptions, 'exchange'> & { readonly logger: Logger; changed(): void },
): LanPresence | null {
  if (!identity) return null
  return new LanPresence({
    device: identity.deviceKey,
    firm: identity.firmTag.toString('hex'),
    exchange,
    isRevoked: (publicKey) => (findDevice(db, deviceOf(publicKey))?.revokedAt ?? null) !== null,
    clock,
    logger,
    changed,
  })
}
