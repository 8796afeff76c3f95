import type { Workspace } from '../../db/workspace.ts'
import type { Logger } from '../../ports/logger.ts'
import type { WorkspaceRelay } from '../exchange/workspace-relay.ts'
import type { Identity } from '../identity/identity.ts'
import { LanPresence } from './lan-presence.ts'

export interface LanOfWorkspace {
  readonly relay: Pick<WorkspaceRelay, 'store' | 'policy' | 'isRevoked'>
  readonly logger: Logger
  /** Address to listen on, without telling the network; every one, and telling it, when left out. */
  readonly host?: string
  /** Called when the network or a stranger changed something. */
  changed(): void
}

/** Gives what a workspace does in the local network. */
export function lanOfWorkspace({ clock }: Workspace, identity: Identity, { relay, logger, host, changed }: LanOfWorkspace): LanPresence {
  return new LanPresence({
    device: identity.deviceKey,
    firm: identity.firmTag.toString('hex'),
    exchange: relay,
    isRevoked: relay.isRevoked,
    clock,
    logger,
    changed,
    ...(host === undefined ? {} : { host }),
  })
}
