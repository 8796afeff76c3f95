import type { Clock } from '../../ports/clock.ts'
import type { Logger } from '../../ports/logger.ts'
import type { RelayLimits } from './relay-limits.ts'
import type { RelayPolicy, RelaySessions, RelayStore } from './relay-store.ts'

/** What a relay is made of. */
export interface RelayParts {
  readonly store: RelayStore
  readonly sessions: RelaySessions
  readonly policy: RelayPolicy
  readonly limits: RelayLimits
  readonly clock: Pick<Clock, 'now'>
  readonly logger: Logger
}
