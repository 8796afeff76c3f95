import type { Workspace } from '../../db/workspace.ts'
import { quietReport, type TaskReport } from '../../jobs/task.ts'
import { makeDurable } from '../chain/durable.ts'
import { mayRead, openKeys } from '../chain/keys.ts'
import { localChains, notePublished, publishedUpTo, storedBundle } from '../chain/local-chains.ts'
import { goOnUnderNewName } from '../chain/new-name.ts'
import { type ReceiveOptions, receiveBundles } from '../chain/receive-bundles.ts'
import { sealOutbox } from '../chain/seal-outbox.ts'
import type { Identity } from '../identity/identity.ts'
import type { ExchangeCopy } from './exchange.ts'

export interface LocalCopyOptions extends ReceiveOptions {
  /** Bundles after which an own chain is folded. */
  readonly foldAfter?: number | undefined
}

/** A workspace of this process as a side of an exchange. */
export function localCopy(workspace: Workspace, identity: Identity, report: TaskReport = quietReport, options: LocalCopyOptions = {}): ExchangeCopy {
  const { db } = workspace
  let keys = openKeys(db, identity)
  return {
    published: (way, scope) => publishedUpTo(db, way, scope),
    notePublished: (way, scope, n) => notePublished(db, way, scope, n),
    seal() {
      sealOutbox(workspace, { foldAfter: options.foldAfter })
      makeDurable(db)
      return Promise.resolve()
    },
    chains: () => Promise.resolve(localChains(db)),
    bundle: ({ site, scope }, n) => Promise.resolve(storedBundle(db, site, scope, n)),
    mayRead: (scope) => mayRead(keys, scope),
    receive(bundles) {
      const received = receiveBundles(workspace, identity, bundles, report, options)
      keys = openKeys(db, identity)
      return Promise.resolve(received)
    },
    renew(common) {
      goOnUnderNewName(workspace, common)
      return Promise.resolve()
    },
  }
}
