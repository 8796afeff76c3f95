import type { SyncTableName } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import type { TaskRunner } from '../../jobs/task-runner.ts'
import { type Keys, mayRead, openKeys } from '../chain/keys.ts'
import { localChains, notePublished, publishedUpTo, storedBundle } from '../chain/local-chains.ts'
import type { ReceivedBundles } from '../chain/receive-bundles.ts'
import type { Identity } from '../identity/identity.ts'
import type { ChainName } from '../ways/way.ts'
import type { ExchangeCopy, LocalChain } from './exchange.ts'

/** Input of the task that merges: so much as takes a few hundredths of a second. */
export interface ReceiveStep {
  readonly bundles: readonly Uint8Array[]
  readonly looksAtHeld: boolean
}

/** What is computed from records, each in a step of its own: figures of customers, texts for the search, the facts of the analyses. */
export type DerivedPart = 'figures' | 'search' | 'facts'

/** Figures and search are computed after so many steps, so that none of it takes long. */
const DERIVE_AFTER_STEPS = 4
/** Bundles and bytes of one step; a bundle that is larger has a step of its own. */
const STEP_BUNDLES = 32
const STEP_BYTES = 65_536
/** Before so many bytes are merged at once a backup is made. */
const MUCH_BYTES = 1_000_000

export interface CopyInThreadOptions {
  readonly workspace: Workspace
  readonly identity: Identity
  readonly tasks: Pick<TaskRunner, 'run'>
  readonly asWriter: <T>(work: () => T) => Promise<T>
  /** Names the way where it is noted what it has of ours. */
  readonly way: string
  readonly signal: AbortSignal
  /** Called when an exchange begins. */
  readonly onBegin: () => void
  /** Called after records of these tables were merged and what is derived from them is computed. */
  readonly onMerged: (tables: readonly SyncTableName[]) => void
  /** Called after this copy took a new name. */
  readonly onRenewed: () => void
}

/**
 * The open workspace of the service as a side of an exchange: it is read here, sealed and merged in the thread for sync, step by step, so that the window
 * can write between two steps.
 *
 * Edge    what a way has of ours is noted by `flush`; a copy that was killed before looks again.
 */
export class CopyInThread implements ExchangeCopy {
  readonly #options: CopyInThreadOptions
  readonly #noted = new Map<string, number>()
  #keys: Keys
  #hasBackup = false
  #sealedUpTo = 0

  constructor(options: CopyInThreadOptions) {
    this.#options = options
    this.#keys = openKeys(options.workspace.db, options.identity)
  }

  /** A clock of ours: everything written up to it is in bundles. */
  get sealedUpTo(): number {
    return this.#sealedUpTo
  }

  async seal(): Promise<void> {
    const { workspace, tasks, signal, onBegin } = this.#options
    onBegin()
    const last = Number(workspace.db.prepare('SELECT last_hlc FROM sync_ctx').pluck().get())
    await tasks.run('sync-seal', null, { signal })
    this.#sealedUpTo = last
  }

  chains(): Promise<readonly LocalChain[]> {
    return Promise.resolve(localChains(this.#options.workspace.db))
  }

  bundle({ site, scope }: ChainName, n: number): Promise<Buffer | null> {
    return Promise.resolve(storedBundle(this.#options.workspace.db, site, scope, n))
  }

  mayRead(scope: string): boolean {
    return mayRead(this.#keys, scope)
  }

  async receive(bundles: readonly Buffer[]): Promise<ReceivedBundles> {
    const { workspace, identity, tasks, signal, onMerged } = this.#options
    await this.#backUpBefore(bundles)
    const parts: ReceivedBundles[] = []
    const steps = bundles.length === 0 ? [[]] : stepsOf(bundles)
    for (const [i, step] of steps.entries()) {
      parts.push(await tasks.run<ReceivedBundles>('sync-receive', { bundles: step, looksAtHeld: i === steps.length - 1 } satisfies ReceiveStep, { signal }))
      if (i % DERIVE_AFTER_STEPS === DERIVE_AFTER_STEPS - 1) await this.#derive('figures', 'search')
    }
    this.#keys = openKeys(workspace.db, identity)
    const tables = [...new Set(parts.flatMap((part) => part.tables))]
    if (tables.length > 0) {
      await this.#derive('figures', 'search', 'facts')
      onMerged(tables)
    }
    return {
      tables,
      results: parts.flatMap(({ results }) => results),
      merged: parts.reduce((sum, { merged }) => sum + merged, 0),
      // held by one step, and perhaps merged by a later one
      held: parts.at(-1)?.held ?? [],
      damaged: parts.reduce((sum, { damaged }) => sum + damaged, 0),
      ownAhead: parts.some(({ ownAhead }) => ownAhead),
    }
  }

  published(_: string, scope: string): number {
    return this.#noted.get(scope) ?? publishedUpTo(this.#options.workspace.db, this.#options.way, scope)
  }

  notePublished(_: string, scope: string, n: number): void {
    this.#noted.set(scope, n)
  }

  async renew(common: ReadonlyMap<string, number>): Promise<void> {
    await this.#options.tasks.run('sync-renew', [...common])
    this.#noted.clear()
    this.#options.onRenewed()
  }

  /** Writes down what the way has of ours. */
  async flush(): Promise<void> {
    const { workspace: { db }, asWriter, way } = this.#options
    this.#hasBackup = false
    if (this.#noted.size === 0) return
    await asWriter(() => {
      for (const [scope, n] of this.#noted) notePublished(db, way, scope, n)
      this.#noted.clear()
    })
  }

  async #derive(...parts: readonly DerivedPart[]): Promise<void> {
    for (const part of parts) await this.#options.tasks.run('sync-derive', part)
  }

  /** Once in an exchange that brings much. */
  async #backUpBefore(bundles: readonly Buffer[]): Promise<void> {
    if (this.#hasBackup || bundles.reduce((sum, { length }) => sum + length, 0) < MUCH_BYTES) return
    await this.#options.tasks.run('sync-backup', null)
    this.#hasBackup = true
  }
}

function stepsOf(bundles: readonly Buffer[]): Buffer[][] {
  const steps: Buffer[][] = []
  let bytes = 0
  for (const bundle of bundles) {
    const last = steps.at(-1)
    if (last && last.length < STEP_BUNDLES && bytes + bundle.length <= STEP_BYTES) {
      last.push(bundle)
      bytes += bundle.length
    } else {
      steps.push([bundle])
      bytes = bundle.length
    }
  }
  return steps
}
