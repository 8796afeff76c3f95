import type { Workspace } from './db/workspace.ts'
import type { TaskRunner } from './jobs/task-runner.ts'
import type { WriterQueue } from './jobs/writer-queue.ts'
import type { Logger } from './ports/logger.ts'
import { BackgroundSync } from './sync/exchange/background-sync.ts'
import { listenPort } from './sync/exchange/local-notes.ts'
import { workspaceRelay } from './sync/exchange/workspace-relay.ts'
import { lanOfWorkspace } from './sync/lan/lan-of-workspace.ts'
import type { LanPresence } from './sync/lan/lan-presence.ts'

export interface NetworkOptions {
  readonly tasks: TaskRunner
  readonly writers: WriterQueue
  readonly logger: Logger
  /** What happens in the network is told like a commit, under names that no table has: `lan` who is there, `sync` how a way stands. */
  readonly publish: (names: string[]) => void
}

/** How an open workspace meets other copies. */
export interface Network {
  readonly lan: LanPresence
  readonly sync: BackgroundSync
  /** Begins over the ways that were set up before, and listens if it is to. */
  begin(): void
  close(): Promise<void>
}

/** Gives how a workspace meets other copies; null in a firm from before copies had keys. Nothing is begun yet. */
export function networkOf(workspace: Workspace, { tasks, writers, logger, publish }: NetworkOptions): Network | null {
  const { identity } = workspace
  if (!identity) return null
  const asWriter = <T>(work: () => T): Promise<T> => writers.run(work)
  const relay = workspaceRelay(workspace, identity, {
    asWriter,
    onBrought() {
      sync.brought()
      publish(['sync_hold'])
    },
  })
  const sync = new BackgroundSync({ workspace, identity, tasks, asWriter, logger, announce: relay.announce, changed: () => publish(['sync']) })
  const lan = lanOfWorkspace(workspace, identity, {
    relay,
    logger,
    changed() {
      publish(['lan'])
      sync.serve(lan.state.port !== null).catch((cause: unknown) => logger.error('sync.serve', cause))
    },
  })
  return {
    lan,
    sync,
    begin() {
      sync.refresh().catch((cause: unknown) => logger.error('sync.begin', cause))
      const port = listenPort(workspace.db)
      if (port !== null) lan.listen([port]).catch((cause: unknown) => logger.error('lan.listen', cause, { port }))
    },
    async close() {
      await lan.close()
      await sync.close()
    },
  }
}
