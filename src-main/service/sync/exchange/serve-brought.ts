import type { Database } from 'better-sqlite3'
import { broughtBundles } from '../chain/held.ts'
import type { ReceivedBundles } from '../chain/receive-bundles.ts'
import type { ExchangeCopy } from './exchange.ts'
import type { WayLoop } from './way-loop.ts'

export interface ServeBroughtOptions {
  readonly db: Database
  readonly copy: Pick<ExchangeCopy, 'receive' | 'seal' | 'renew' | 'chains'>
  /** Woken when others brought something and when something was written here; its copy calls `begin` before it seals. */
  readonly loop: WayLoop
  /** Tells whoever is connected that there is something new. */
  readonly announce: () => void
  /** Called after bundles were merged. */
  readonly onMerged: (received: ReceivedBundles) => void
}

/**
 * Merges what others bring to a copy that listens, and seals what is written here so that they can have it, until the loop is stopped.
 *
 * Edge    whoever brings us bundles of our own that we do not have shows that we were put back: we go on under a new name, and take them as anybody's.
 * Errors  those of the copy; an abort rejects.
 */
export async function serveBrought({ db, copy, loop, announce, onMerged }: ServeBroughtOptions): Promise<void> {
  while (!loop.signal.aborted) {
    const received = await copy.receive(broughtBundles(db))
    if (received.ownAhead) await copy.renew(await ownHeads(copy))
    await copy.seal()
    announce()
    if (received.merged > 0) onMerged(received)
    if (broughtBundles(db).length === 0) await loop.news(loop.signal)
  }
}

/** What we have of our own, the others have too: they go on from there. */
async function ownHeads(copy: Pick<ExchangeCopy, 'chains'>): Promise<Map<string, number>> {
  const chains = await copy.chains()
  return new Map(chains.filter(({ isOwn }) => isOwn).map(({ scope, merged }) => [scope, merged]))
}
