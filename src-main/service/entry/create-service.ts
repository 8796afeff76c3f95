import { backUpDaily } from '../db/backup.ts'
import { openWorkspace } from '../db/workspace.ts'
import type { ServiceContext } from '../context.ts'
import { keyOfWorkspace } from '../keys/workspace-key.ts'
import { type KeyStore, noKeyStore } from '../ports/key-store.ts'
import { type Logger, silentLogger } from '../ports/logger.ts'
import { Session } from '../session.ts'
import { router } from './router.ts'

export interface ServiceOptions {
  /** The workspace to open at once; null starts without one, for the first run. */
  readonly workspaceDir: string | null
  /** The program of the worker threads: `worker.ts` from source, `worker.cjs` when built. */
  readonly workerFile: URL | string
  readonly logger?: Logger
  readonly keyStore?: KeyStore
}

export interface Service {
  readonly router: typeof router
  readonly context: ServiceContext
  close(): Promise<void>
}

/**
 * Composes the data service: the only constructor, whatever process it lives in.
 *
 * Errors  refuses as `keyOfWorkspace` and `openWorkspace` do; then nothing is held open.
 */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { keyStore = noKeyStore, logger = silentLogger } = options
  const session = new Session(options.workerFile, logger)
  if (options.workspaceDir !== null) {
    const workspace = openWorkspace(options.workspaceDir, { key: await keyOfWorkspace(options.workspaceDir, keyStore) })
    backUpDaily(workspace.db, workspace.directory, workspace.clock.today())
    await session.replace(workspace)
  }
  return { router, context: { session, logger, keyStore }, close: () => session.close() }
}
