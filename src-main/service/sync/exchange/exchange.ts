import type { MergeResult } from '#shared/contract/sync.contract.ts'
import type { SyncTableName } from '../../db/registry.ts'
import { readEnvelope } from '../bundle/envelope.ts'
import type { HeldNow, ReceivedBundles } from '../chain/receive-bundles.ts'
import { type ChainListing, type ChainName, type Way, WayProblem } from '../ways/way.ts'

/** A chain of which this copy has bundles, or that it has merged. */
export interface LocalChain extends ChainName {
  readonly isOwn: boolean
  /** Merged, or of our own sealed, up to here. */
  readonly merged: number
  /** First and last number that is kept here for others; 0 when nothing is. */
  readonly from: number
  readonly to: number
  /** First bundle of its newest fold. */
  readonly start: number
}

/** What an exchange needs of the copy that it runs for. Nothing is asked of it while the network is waited for. */
export interface ExchangeCopy {
  /** Seals what was written and makes it durable, so that it may be published. */
  seal(): Promise<void>
  chains(): Promise<readonly LocalChain[]>
  bundle(chain: ChainName, n: number): Promise<Buffer | null>
  /** Tells whether we hold a key for a scope. */
  mayRead(scope: string): boolean
  receive(bundles: readonly Buffer[]): Promise<ReceivedBundles>
  /** Up to which bundle of an own chain a way surely has ours; 0 when that was never looked at. */
  published(way: string, scope: string): number
  notePublished(way: string, scope: string, n: number): void
  /** Somebody else wrote under our name: goes on under a new one. `common` = up to which number own chains are the same on both sides, as far as that was seen. */
  renew(common: ReadonlyMap<string, number>): Promise<void>
}

export interface ExchangeReport {
  progress(step: 'receive' | 'send', done: number, total: number | null): void
}

export interface ExchangeResult {
  readonly sent: number
  readonly received: number
  readonly results: readonly MergeResult[]
  readonly tables: readonly SyncTableName[]
  readonly held: readonly HeldNow[]
  /** Pieces that could not be read at all. */
  readonly damaged: number
  /** Bundles that the other side would not take, by reason. */
  readonly refused: readonly { readonly site: string; readonly scope: string; readonly n: number; readonly problem: WayProblem['kind'] }[]
  /** Whether this copy had to take a new name. */
  readonly renewed: boolean
}

/** Bundles that are handed over for merging at once. */
const MOST_AT_ONCE = 200
const MOST_BYTES = 16_000_000
/** What comes in may make us pass something on, which may bring more. */
const MOST_ROUNDS = 4

/**
 * Exchanges bundles over one way, both ways, until there is nothing new.
 *
 * Edge    statements come first, since they bring keys and certificates. A chain with a hole is read up to the hole, and from a fold behind it. What we may not read is left alone.
 *         A copy that was `renewed` has a new name, so that the way has to be opened anew: nothing was exchanged yet.
 * Errors  `WayProblem` of the way, the signal's reason; what was merged and sent until then stays.
 */
export async function exchange(copy: ExchangeCopy, way: Way, signal: AbortSignal, report: ExchangeReport): Promise<ExchangeResult> {
  const sum = new Summary()
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await copy.seal()
    const listing = await way.list(signal)
    if (await renewWhereOthersWroteAsUs(copy, way, listing, signal)) {
      sum.renewed = true
      break
    }
    const pull = new Pull(copy, way, listing, sum, signal, report)
    const control = await pull.run((scope) => scope === 'control')
    const received = control + (await pull.run((scope) => scope !== 'control' && copy.mayRead(scope)))
    if (received > 0) await copy.seal()
    await push(copy, way, listing, sum, signal, report)
    if (received === 0) break
  }
  return sum
}

class Summary implements ExchangeResult {
  sent = 0
  received = 0
  damaged = 0
  renewed = false
  readonly results: MergeResult[] = []
  readonly held: HeldNow[] = []
  readonly refused: ExchangeResult['refused'][number][] = []
  readonly #tables = new Set<SyncTableName>()

  get tables(): readonly SyncTableName[] {
    return [...this.#tables]
  }

  take({ merged, results, tables, held, damaged }: ReceivedBundles): void {
    this.received += merged
    this.damaged += damaged
    this.results.push(...results)
    this.held.push(...held)
    for (const table of tables) this.#tables.add(table)
  }
}

/** Lines of a listing by chain: one with holes has several. */
type Listed = ReadonlyMap<string, readonly ChainListing[]>

function byChain(listing: readonly ChainListing[]): Listed {
  return Map.groupBy(listing, nameOf)
}

function nameOf({ site, scope }: ChainName): string {
  return `${site}/${scope}`
}

class Pull {
  readonly #copy: ExchangeCopy
  readonly #way: Way
  readonly #listing: readonly ChainListing[]
  readonly #sum: Summary
  readonly #signal: AbortSignal
  readonly #report: ExchangeReport
  #batch: Buffer[] = []
  #bytes = 0
  #merged = 0

  constructor(copy: ExchangeCopy, way: Way, listing: readonly ChainListing[], sum: Summary, signal: AbortSignal, report: ExchangeReport) {
    this.#copy = copy
    this.#way = way
    this.#listing = listing
    this.#sum = sum
    this.#signal = signal
    this.#report = report
  }

  /** Fetches and merges what is new in some scopes; gives how many bundles were merged. */
  async run(wants: (scope: string) => boolean): Promise<number> {
    const held = new Map((await this.#copy.chains()).map((chain) => [nameOf(chain), chain]))
    const news = this.#listing.flatMap((listed) => {
      const local = held.get(nameOf(listed))
      const from = Math.max((local?.merged ?? 0) + 1, listed.from)
      return wants(listed.scope) && local?.isOwn !== true && from <= listed.to ? [{ ...listed, from }] : []
    })
    const total = news.reduce((count, { from, to }) => count + to - from + 1, 0)
    this.#merged = 0
    let done = 0
    for (const chain of news) {
      let isBroken = false
      for (let n = chain.from; n <= chain.to; n++) {
        this.#report.progress('receive', done++, total)
        const bytes = await this.#way.get(chain, n, this.#signal)
        // behind a hole only a fold is of use: it may be what took the others away
        isBroken = bytes === null || (isBroken && !beginsFold(bytes))
        if (bytes && !isBroken) await this.#add(bytes)
      }
    }
    await this.#flush()
    return this.#merged
  }

  async #add(bytes: Buffer): Promise<void> {
    this.#batch.push(bytes)
    this.#bytes += bytes.length
    if (this.#batch.length >= MOST_AT_ONCE || this.#bytes >= MOST_BYTES) await this.#flush()
  }

  async #flush(): Promise<void> {
    if (this.#batch.length === 0) return
    const received = await this.#copy.receive(this.#batch)
    this.#batch = []
    this.#bytes = 0
    this.#merged += received.merged
    this.#sum.take(received)
  }
}

function beginsFold(bytes: Buffer): boolean {
  const envelope = readEnvelope(bytes)
  return envelope.ok && envelope.value.header.start === envelope.value.header.n
}

async function push(copy: ExchangeCopy, way: Way, listing: readonly ChainListing[], sum: Summary, signal: AbortSignal, report: ExchangeReport): Promise<void> {
  const chains = [...(await copy.chains())]
  // a certificate before what it vouches for
  chains.sort((a, b) => Number(b.scope === 'control') - Number(a.scope === 'control') || Number(b.isOwn) - Number(a.isOwn))
  const listed = byChain(listing)
  const missing = chains.map((chain) => ({ chain, there: listed.get(nameOf(chain)) ?? [] })).map((one) => ({ ...one, numbers: numbersLacking(one.chain, one.there) }))
  const total = missing.reduce((count, { numbers }) => count + numbers.length, 0)
  let done = 0
  for (const { chain, there, numbers } of missing) {
    for (const n of numbers) {
      report.progress('send', done++, total)
      const bytes = await copy.bundle(chain, n)
      if (!bytes) continue
      try {
        if ((await way.put({ site: chain.site, scope: chain.scope, n, bytes }, signal)) === 'new') sum.sent++
        if (chain.isOwn) copy.notePublished(way.name, chain.scope, n)
      } catch (cause) {
        // the others of the way are none the worse for one that is not wanted there
        if (!(cause instanceof WayProblem) || (cause.kind !== 'forbidden' && cause.kind !== 'fork')) throw cause
        sum.refused.push({ site: chain.site, scope: chain.scope, n, problem: cause.kind })
        break
      }
    }
    await pruneFolded(chain, way, there, signal)
  }
}

/** Numbers of a chain that are kept here and not there. */
function numbersLacking(chain: LocalChain, there: readonly ChainListing[]): number[] {
  const numbers: number[] = []
  for (let n = Math.max(chain.from, chain.start); n > 0 && n <= chain.to; n++) if (!there.some(({ from, to }) => from <= n && n <= to)) numbers.push(n)
  return numbers
}

/** What a fold of ours replaced need not be kept there. */
async function pruneFolded(chain: LocalChain, way: Way, there: readonly ChainListing[], signal: AbortSignal): Promise<void> {
  const first = Math.min(...there.map(({ from }) => from))
  if (chain.isOwn && chain.start > 1 && first < chain.start) await way.prune(chain, chain.start, signal)
}

/** Where the way has more of our own chains than we do, or other bundles under our numbers, this copy was put back, or another one writes under our name. */
async function renewWhereOthersWroteAsUs(copy: ExchangeCopy, way: Way, listing: readonly ChainListing[], signal: AbortSignal): Promise<boolean> {
  const own = (await copy.chains()).filter(({ isOwn }) => isOwn)
  const site = own[0]?.site
  if (site === undefined) return false
  const common = new Map<string, number>()
  let isForked = false
  for (const there of listing.filter((listed) => listed.site === site)) {
    const here = own.find(({ scope }) => scope === there.scope)
    const shared = Math.min(there.to, here?.merged ?? 0, (there.forkedAt ?? Infinity) - 1)
    if (there.forkedAt !== undefined) isForked = true
    else if (here && copy.published(way.name, there.scope) === there.to) {
      common.set(there.scope, shared)
      continue
    }
    const { agreed, differs } = here ? await compareOwn(copy, way, here, Math.max(there.from, here.from), shared, signal) : { agreed: 0, differs: false }
    common.set(there.scope, agreed)
    if (there.to > (here?.merged ?? 0) || differs) isForked = true
    else if (agreed === there.to && !isForked) copy.notePublished(way.name, there.scope, there.to)
  }
  if (isForked) await copy.renew(common)
  return isForked
}

interface Compared {
  /** The last number of an own chain under which both sides have the same bundle, as far as that could be seen. */
  readonly agreed: number
  /** Whether there is another bundle than ours under a later number. */
  readonly differs: boolean
}

/** Compares an own chain with what the way has of it, from the newest bundle on. Cost: one bundle is fetched where they agree on the newest. */
async function compareOwn(copy: ExchangeCopy, way: Way, chain: LocalChain, from: number, to: number, signal: AbortSignal): Promise<Compared> {
  let differs = false
  for (let n = to; n >= from && n > 0; n--) {
    const [here, there] = [await copy.bundle(chain, n), await way.get(chain, n, signal)]
    if (!here || !there) continue
    if (here.equals(there)) return { agreed: n, differs }
    // what was damaged on the way is another thing the next time
    if (isBundleOf(there, chain, n) && (await way.get(chain, n, signal))?.equals(there) === true) differs = true
  }
  return { agreed: Math.max(0, Math.min(from - 1, to)), differs }
}

function isBundleOf(bytes: Buffer, { site, scope }: ChainName, n: number): boolean {
  const envelope = readEnvelope(bytes)
  if (!envelope.ok) return false
  const { header } = envelope.value
  return header.site === site && header.scope === scope && header.n === n
}
