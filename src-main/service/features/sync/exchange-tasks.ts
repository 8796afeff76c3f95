import { refreshFacts } from '../../analysis/facts/refresh.ts'
import { backUpBefore } from '../../db/backup.ts'
import type { Task } from '../../jobs/task.ts'
import { makeDurable } from '../../sync/chain/durable.ts'
import { goOnUnderNewName } from '../../sync/chain/new-name.ts'
import { type ReceivedBundles, receiveBundles } from '../../sync/chain/receive-bundles.ts'
import { sealOutbox } from '../../sync/chain/seal-outbox.ts'
import type { DerivedPart, ReceiveStep } from '../../sync/exchange/copy-in-thread.ts'
import { requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { refreshFigures } from '../figures/public.ts'
import { refreshSearch } from '../search/public.ts'

/** A step of a receipt is small already: what it holds is committed in one or two pieces. */
const COMMIT_AFTER_MS = 100

/** What an exchange does to the workspace, each a short step in a thread while nobody else writes. */
export const sealTask: Task<null, null> = (workspace) => {
  sealOutbox(workspace)
  makeDurable(workspace.db)
  return null
}

export const receiveTask: Task<ReceiveStep, ReceivedBundles> = (workspace, { bundles, looksAtHeld }, report) =>
  receiveBundles(workspace, requireIdentity(workspace), bundles.map(asBuffer), report, { commitAfterMs: COMMIT_AFTER_MS, looksAtHeld })

export const renewTask: Task<readonly (readonly [string, number])[], null> = (workspace, common) => {
  goOnUnderNewName(workspace, new Map(common))
  return null
}

/** Computes one kind of what is derived, so that others may write before the next one. */
export const deriveTask: Task<DerivedPart, null> = (workspace, part) => {
  if (part === 'figures') refreshFigures(workspace)
  else if (part === 'search') refreshSearch(workspace)
  else refreshFacts(workspace.db)
  return null
}

/** Others may write meanwhile: it reads one state of the database. */
export const backupTask: Task<null, null> = ({ db, directory, clock }) => {
  backUpBefore(db, directory, 'merge', new Date(clock.now()).toISOString())
  return null
}

/** Crossing into the thread made a plain array of bytes of it. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
