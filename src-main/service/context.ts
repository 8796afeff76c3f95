import type { Database } from 'better-sqlite3'
import type { Workspace } from './db/workspace.ts'
import type { TaskRunner } from './jobs/task-runner.ts'
import type { KeyStore } from './ports/key-store.ts'
import type { Logger } from './ports/logger.ts'
import type { Session } from './session.ts'
import type { BackgroundSync } from './sync/exchange/background-sync.ts'
import type { LanPresence } from './sync/lan/lan-presence.ts'

/** What every procedure is called with. */
export interface ServiceContext {
  readonly session: Session
  readonly logger: Logger
  readonly keyStore: KeyStore
}

/** What a procedure that needs an open workspace gets besides. */
export interface WorkspaceContext extends ServiceContext {
  readonly workspace: Workspace
  readonly db: Database
  readonly tasks: TaskRunner
  /** What this copy does in the local network; null in a firm from before copies had keys. */
  readonly lan: LanPresence | null
  /** Its exchanges in the background; null likewise. */
  readonly sync: BackgroundSync | null
  /** Runs a command when no other writer is at work. Commands are synchronous: nothing comes between their statements. */
  readonly asWriter: <T>(command: () => T) => Promise<T>
}
