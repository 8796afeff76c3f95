import type { MergeResult } from '#shared/contract/sync.contract.ts'
import type { SyncTable, SyncTableName } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import type { TaskReport } from '../../jobs/task.ts'
import { Refused } from '../../refusal.ts'
import { type Envelope, readEnvelope } from '../bundle/envelope.ts'
import type { BundleHeader } from '../bundle/header.ts'
import { holdsAll } from '../identity/certificate.ts'
import type { Identity } from '../identity/identity.ts'
import { type GroupSource, mergeAll, type Outcome } from '../merge-group.ts'
import { openSites } from '../store/sites.ts'
import { type CheckedBundle, openBundles, payloadOf } from './bundle-reading.ts'
import { ChainPlaces } from './chain-places.ts'
import { ChainStore } from './chain-store.ts'
import { checkBundle, type HoldReason } from './check-bundle.ts'
import { findDevice } from './devices.ts'
import { forwardRow } from './forward.ts'
import { hold, release, releaseKnown, waitingBundles } from './held.ts'
import { openKeys } from './keys.ts'
import { OrgScopes } from './org-scopes.ts'
import { parkUnknown } from './parked.ts'
import { PassOn, RowPlaces } from './pass-on.ts'
import { skipTo } from './snapshot.ts'
import { noteAuthor, noteSeen, receiveStatements } from './receive-statements.ts'

export interface HeldNow {
  readonly site: string
  readonly scope: string
  readonly n: number
  readonly reason: HoldReason
}

export interface ReceivedBundles {
  readonly results: readonly MergeResult[]
  readonly tables: readonly SyncTableName[]
  /** Bundles merged, statements among them. */
  readonly merged: number
  readonly held: readonly HeldNow[]
  /** Pieces that are no bundle of this firm's format. */
  readonly damaged: number
  /** Bundles of our own site that we do not have: we were copied or put back. */
  readonly ownAhead: boolean
}

export interface ReceiveOptions {
  /** Ms after which a commit ends, so that the window can write. */
  readonly commitAfterMs?: number
  /** False: what is held is not looked at again, since more is coming that may be missing. */
  readonly looksAtHeld?: boolean
}

/** Unpacked bytes of one run of bundles at most. */
const RUN_BYTES = 32_000_000

/**
 * Takes in bundles, whoever brought them: statements first, then what their authors wrote; what may not be merged (yet) is held.
 *
 * Nothing depends on the order in which they come, and what comes twice changes nothing.
 * Errors  a full disk and a cancel are thrown on: what was committed stays.
 */
export function receiveBundles(workspace: Workspace, identity: Identity, incoming: readonly Buffer[], report: TaskReport, options: ReceiveOptions = {}): ReceivedBundles {
  const { db } = workspace
  const envelopes = new Map<string, Envelope>()
  let damaged = 0
  for (const bytes of options.looksAtHeld === false ? incoming : [...incoming, ...waitingBundles(db)]) {
    const read = readEnvelope(bytes)
    if (read.ok) envelopes.set(read.value.hash.toString('latin1'), read.value)
    else damaged++
  }
  const ordered = [...envelopes.values()].sort(byChain)
  const statements = receiveStatements(workspace, identity, ordered.filter(({ header }) => header.scope === 'control'))
  const receiver = new BundleReceiver(workspace, identity)
  receiver.sort(ordered.filter(({ header }) => header.scope !== 'control'))
  const { results, tables } = receiver.merge(report, options)
  return {
    results, tables,
    merged: statements.merged + receiver.merged,
    held: [...statements.held, ...receiver.held].map(({ envelope: { header }, reason }) => ({ site: header.site, scope: header.scope, n: header.n, reason })),
    damaged,
    ownAhead: statements.ownAhead.length > 0 || receiver.isOwnAhead,
  }
}

function byChain({ header: a }: Envelope, { header: b }: Envelope): number {
  if (a.site !== b.site) return a.site < b.site ? -1 : 1
  if (a.scope !== b.scope) return a.scope < b.scope ? -1 : 1
  return a.n - b.n
}

/** Bundles of one chain that are merged as one source: what the first one says of it, and their unpacked bytes together. */
interface Run {
  readonly name: string
  readonly header: BundleHeader
  readonly site: Buffer
  readonly bundles: CheckedBundle[]
  size: number
}

function runOf(name: string, bundle: CheckedBundle): Run {
  const { header } = bundle.envelope
  return { name, header, site: Buffer.from(header.site, 'hex'), bundles: [bundle], size: header.size }
}

class BundleReceiver {
  merged = 0
  isOwnAhead = false
  readonly held: { envelope: Envelope; reason: HoldReason }[] = []
  readonly #workspace: Workspace
  readonly #identity: Identity
  readonly #runs: Run[] = []

  constructor(workspace: Workspace, identity: Identity) {
    this.#workspace = workspace
    this.#identity = identity
  }

  /** Sorts bundles into those that can be merged and those that are held. */
  sort(envelopes: readonly Envelope[]): void {
    const { db, clock } = this.#workspace
    db.transaction(() => {
      const places = new ChainPlaces(db)
      const setting = { identity: this.#identity, keys: openKeys(db, this.#identity), organisation: new OrgScopes(db), now: clock.now() }
      for (const envelope of envelopes) {
        const checked = checkBundle(envelope, findDevice(db, Buffer.from(envelope.header.device, 'hex')), setting)
        const place = checked.ok ? places.placeOf(envelope) : null
        if (!checked.ok) this.#hold(envelope, checked.error)
        else if (place === 'known') releaseKnown(db, envelope.hash)
        else if (place === 'own-ahead') this.isOwnAhead = true
        else if (place === 'next') this.#append(checked.value)
        else this.#hold(envelope, place ?? 'gap')
      }
    }).immediate()
  }

  merge(report: TaskReport, options: ReceiveOptions): { readonly results: readonly MergeResult[]; readonly tables: readonly SyncTableName[] } {
    const results: MergeResult[] = []
    const tables = new Set<SyncTableName>()
    const take = (outcomes: ReadonlyMap<string, Outcome>, runs: readonly Run[]): Run[] =>
      runs.filter((run) => {
        const outcome = outcomes.get(run.name)
        if (!outcome || outcome instanceof Refused) return outcome !== undefined
        results.push(outcome.result)
        for (const table of outcome.tables) tables.add(table)
        this.merged += run.bundles.length
        return false
      })
    const broken = take(this.#mergeRuns(this.#runs, report, options), this.#runs)
    for (const run of broken) this.#mergeOneByOne(run, report, options, take)
    return { results, tables: [...tables] }
  }

  /** One of a run is no payload: those before it are good, those after it wait. */
  #mergeOneByOne(run: Run, report: TaskReport, options: ReceiveOptions, take: (outcomes: ReadonlyMap<string, Outcome>, runs: readonly Run[]) => Run[]): void {
    let isStuck = false
    for (const [i, bundle] of run.bundles.entries()) {
      const single = runOf(`${run.name}#${String(i)}`, bundle)
      const reason = isStuck ? 'gap' : 'content'
      if (!isStuck) isStuck = take(this.#mergeRuns([single], report, options), [single]).length > 0
      if (isStuck) this.#workspace.db.transaction(() => this.#hold(bundle.envelope, reason)).immediate()
    }
  }

  #append(bundle: CheckedBundle): void {
    const { header } = bundle.envelope
    const last = this.#runs.at(-1)
    const isSameChain = last?.header.site === header.site && last.header.scope === header.scope
    if (!isSameChain || header.seen.length > 0 || last.size + header.size > RUN_BYTES) {
      this.#runs.push(runOf(`bundles:${header.site}:${String(this.#runs.length)}`, bundle))
      return
    }
    last.bundles.push(bundle)
    last.size += header.size
  }

  #mergeRuns(runs: readonly Run[], report: TaskReport, { commitAfterMs }: ReceiveOptions): Map<string, Outcome> {
    const { db } = this.#workspace
    const firmId = db.prepare<[], Buffer>('SELECT firm_id FROM workspace').pluck().get() ?? Buffer.alloc(16)
    // where rows belong is looked up once for all that is committed together
    let places: RowPlaces | undefined
    const sources = runs.map((run): GroupSource => {
      const passOn = this.#holdsAll ? new PassOn(db, run.header.scope) : null
      const forbidden = new Set<Envelope>()
      const unknown = new Set<Envelope>()
      let isOurs = false
      return {
        name: run.name,
        open: () => {
          places = undefined
          passOn?.begin()
          forbidden.clear()
          unknown.clear()
          const listener = {
            forbidden: (bundle: Envelope) => void forbidden.add(bundle),
            unknown: (bundle: Envelope) => void unknown.add(bundle),
            stated: (table: SyncTable, id: Buffer) => {
              passOn?.stated(table, id)
              if (isOurs) forwardRow(db, table.name, id)
            },
            brought: () => passOn?.brought(),
            news: passOn?.news,
          }
          const seen = this.#seenOf(run)
          const metUpTo = this.#metUpTo(run)
          isOurs = this.#isOurFormerName(run)
          return openBundles({ db, firmId, name: run.name, bundles: run.bundles, seen, metUpTo, isHeard: passOn !== null || isOurs }, listener)
        },
        merged: () => {
          passOn?.end()
          this.#note(run, forbidden, unknown)
        },
        written: () => passOn?.pass((places ??= new RowPlaces(db))),
      }
    })
    return mergeAll(this.#workspace, sources, report, commitAfterMs === undefined ? {} : { commitAfterMs })
  }

  /** What was written under a name of ours by another state of this copy: others may have taken the one or the other for its chain, so we say it again. */
  #isOurFormerName({ site }: Run): boolean {
    return this.#workspace.db.prepare('SELECT 1 FROM sync_site WHERE site = ? AND nonce IS NOT NULL AND alias <> (SELECT site FROM sync_ctx)').get(site) !== undefined
  }

  #metUpTo({ site, header }: Run): number {
    const { db } = this.#workspace
    return new ChainStore(db).head(openSites(db).aliasOf(site), header.scope).lastHlc
  }

  /** What the author of a run had seen: what its earlier bundles said, and its first one. */
  #seenOf({ site: author, header }: Run): Map<string, number> {
    const seen = new Map(
      this.#workspace.db
        .prepare<[Buffer], [Buffer, number]>(
          'SELECT t.site, e.hlc FROM sync_seen e JOIN sync_site a ON a.alias = e.author JOIN sync_site t ON t.alias = e.alias WHERE a.site = ?',
        )
        .raw()
        .all(author)
        .map(([site, hlc]) => [site.toString('hex'), hlc]),
    )
    for (const [site, hlc] of header.seen) seen.set(site, Math.max(seen.get(site) ?? 0, hlc))
    return seen
  }

  /** Whether we are the ones who bring to others what an author could not bring to them himself. */
  get #holdsAll(): boolean {
    const { isAdmin, scopes } = this.#identity.certified
    return isAdmin && holdsAll(scopes)
  }

  /** In the transaction of the merge. */
  #note({ site, bundles }: Run, forbidden: ReadonlySet<Envelope>, unknown: ReadonlySet<Envelope>): void {
    const { db, clock } = this.#workspace
    const chains = new ChainStore(db)
    const alias = openSites(db).aliasOf(site)
    for (const bundle of bundles) {
      const { header, hash, bytes } = bundle.envelope
      chains.keep({ alias, scope: header.scope, n: header.n, hash, kind: header.kind, start: header.start, bytes })
      const head = chains.head(alias, header.scope)
      chains.raise(alias, header.scope, { n: header.n, hash, start: header.start ?? head.start, lastHlc: Math.max(head.lastHlc, header.to) })
      if (header.start !== null) chains.prune(alias, header.scope, header.start)
      if (header.heads !== null) skipTo(this.#workspace, header)
      noteAuthor(this.#workspace, alias, bundle.author)
      noteSeen(this.#workspace, alias, header.seen)
      if (unknown.has(bundle.envelope)) parkUnknown(db, payloadOf(bundle), bundle.author)
      if (forbidden.has(bundle.envelope)) hold(db, bundle.envelope, 'right', clock.now())
      else release(db, hash)
    }
  }

  #hold(envelope: Envelope, reason: HoldReason): void {
    this.held.push({ envelope, reason })
    // of a piece that nobody signed nothing is kept
    if (reason !== 'damaged') hold(this.#workspace.db, envelope, reason, this.#workspace.clock.now())
  }
}
