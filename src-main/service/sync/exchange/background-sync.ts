import { setTimeout as sleep } from 'node:timers/promises'
import type { SyncTableName } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import type { TaskRunner } from '../../jobs/task-runner.ts'
import type { Logger } from '../../ports/logger.ts'
import { Refused } from '../../refusal.ts'
import type { Identity } from '../identity/identity.ts'
import { WayProblem } from '../ways/way.ts'
import { CopyInThread } from './copy-in-thread.ts'
import type { ExchangeReport } from './exchange.ts'
import { exchangeOver, type ExchangeOverResult } from './exchange-over.ts'
import { keepExchanging } from './keep-exchanging.ts'
import { noteRenewed, noteSent } from './local-notes.ts'
import { serveBrought } from './serve-brought.ts'
import { findWay, listWays, noteOutcome, publishedName, type StoredWay } from './stored-ways.ts'
import { WayLoop } from './way-loop.ts'

/** After something that is no problem of the way, e.g. a full disk here. */
const AGAIN_AFTER_FAULT_MS = 300_000

export interface BackgroundSyncOptions {
  readonly workspace: Workspace
  readonly identity: Identity
  readonly tasks: Pick<TaskRunner, 'run'>
  readonly asWriter: <T>(work: () => T) => Promise<T>
  readonly logger: Logger
  /** Tells copies that are connected to this one that there is something new. */
  readonly announce: () => void
  /** Called when the state of a way changed. */
  readonly changed: () => void
}

/** What a way is doing. */
export interface WayActivity {
  readonly isRunning: boolean
  /** UTC ms when it is tried again after a failure. */
  readonly retryAt: number | null
}

/**
 * Exchanges over every automatic way of the open workspace as long as it is open: at once, when others have news, and a moment after something was
 * written here. One a workspace.
 *
 * Edge    what came over one way goes out over the others. Nothing waits for a network while it keeps others from writing.
 */
export class BackgroundSync {
  readonly #options: BackgroundSyncOptions
  readonly #loops = new Map<number, WayLoop>()
  readonly #busy = new Set<number>()
  readonly #notes = new Set<Promise<void>>()
  readonly #stopListening: () => void
  #serving: WayLoop | null = null
  #isMerging = false
  readonly #closing = new AbortController()

  constructor(options: BackgroundSyncOptions) {
    this.#options = options
    this.#stopListening = options.workspace.onCommit(() => {
      if (!this.#isMerging) this.#wakeAllBut(null)
    })
  }

  activityOf(seq: number): WayActivity {
    const loop = this.#loops.get(seq)
    return { isRunning: this.#busy.has(seq) || loop?.isRunning === true, retryAt: loop?.retryAt ?? null }
  }

  /** Begins over the ways that are automatic, ends over those that are not (any more). */
  async refresh(): Promise<void> {
    if (this.#closing.signal.aborted) return
    const ending = [...this.#loops.keys()].filter((seq) => !this.#wanted().some((way) => way.seq === seq))
    await Promise.all(ending.map((seq) => this.#end(seq)))
    // while some ended, others may have been set up or taken away
    if (!this.#closing.signal.aborted) for (const way of this.#wanted()) if (!this.#loops.has(way.seq)) this.#begin(way)
    this.#options.changed()
  }

  /**
   * Exchanges over one way now.
   *
   * Errors  refused: `way-<kind of problem>`; an abort rejects. What was merged and sent until then stays.
   */
  exchangeNow(way: StoredWay, signal: AbortSignal, report: ExchangeReport): Promise<ExchangeOverResult> {
    const exchanging = this.#exchangeNow(way, AbortSignal.any([signal, this.#closing.signal]), report)
    this.#later(() => exchanging.then(() => undefined, () => undefined))
    return exchanging
  }

  async #exchangeNow(way: StoredWay, signal: AbortSignal, report: ExchangeReport): Promise<ExchangeOverResult> {
    if (this.#busy.has(way.seq)) throw refusal(new WayProblem('busy', way.address))
    this.#busy.add(way.seq)
    await this.#end(way.seq)
    this.#options.changed()
    const copy = this.#copyFor(publishedName(way.seq), signal, null)
    try {
      const outcome = await exchangeOver(this.#options.workspace, way, { copy, signal, report })
      await this.#noteDone(way, copy, outcome)
      if (outcome.result.received > 0) this.#wakeAllBut(null)
      return outcome
    } catch (cause) {
      if (!(cause instanceof WayProblem)) throw cause
      await this.#noteProblem(way, `way-${cause.kind}`)
      throw refusal(cause)
    } finally {
      this.#busy.delete(way.seq)
      await this.refresh()
    }
  }

  /** Seals what is written and merges what others bring, while they can connect to this copy. */
  async serve(isOn: boolean): Promise<void> {
    if (isOn === (this.#serving !== null) || (isOn && this.#closing.signal.aborted)) return
    const before = this.#serving
    this.#serving = isOn ? new WayLoop() : null
    await before?.stop()
    this.#serving?.run((loop) => this.#serveUntilStopped(loop))
  }

  /** There is something to be sent that no commit told of. */
  wake(): void {
    this.#wakeAllBut(null)
  }

  /** Others have brought bundles. */
  brought(): void {
    this.#serving?.wake()
  }

  /** Ends everything that is under way; what was merged and sent stays. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#stopListening()
    await Promise.all([...this.#loops.values(), ...(this.#serving ? [this.#serving] : [])].map((loop) => loop.stop()))
    await Promise.all(this.#notes)
  }

  #wanted(): StoredWay[] {
    return listWays(this.#options.workspace.db).filter(({ isAutomatic, seq }) => isAutomatic && !this.#busy.has(seq))
  }

  #begin(way: StoredWay): void {
    const loop = new WayLoop()
    this.#loops.set(way.seq, loop)
    loop.run(() => this.#exchangeUntilStopped(way, loop))
  }

  async #end(seq: number): Promise<void> {
    const loop = this.#loops.get(seq)
    this.#loops.delete(seq)
    await loop?.stop()
  }

  async #exchangeUntilStopped(way: StoredWay, loop: WayLoop): Promise<void> {
    const { workspace, logger, changed } = this.#options
    const { signal } = loop
    while (!signal.aborted) {
      try {
        const copy = this.#copyFor(publishedName(way.seq), signal, loop)
        await keepExchanging(workspace, way, {
          copy, signal, report: { progress: () => undefined },
          written: (until) => loop.news(until),
          onDone: (outcome) => {
            loop.isRunning = false
            this.#later(() => this.#noteDone(way, copy, outcome))
            if (outcome.result.received > 0) this.#wakeAllBut(loop)
          },
          onProblem: (problem, retryMs) => {
            this.#rest(loop, retryMs)
            logger.warn('sync.way', { way: way.seq, kind: way.kind, problem: problem.kind })
            this.#later(() => this.#noteProblem(way, `way-${problem.kind}`))
          },
        })
      } catch (cause) {
        if (signal.aborted) return
        logger.error('sync.way', cause, { way: way.seq, kind: way.kind })
        this.#rest(loop, AGAIN_AFTER_FAULT_MS)
        this.#later(() => this.#noteProblem(way, faultKind(cause)))
        changed()
        await sleep(AGAIN_AFTER_FAULT_MS, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  async #serveUntilStopped(loop: WayLoop): Promise<void> {
    const { workspace: { db }, announce, logger } = this.#options
    const { signal } = loop
    const copy = this.#copyFor('served', signal, loop)
    while (!signal.aborted) {
      try {
        await serveBrought({ db, copy, loop, announce, onMerged: () => this.#wakeAllBut(loop) })
      } catch (cause) {
        if (signal.aborted) return
        logger.error('sync.serve', cause)
        await sleep(AGAIN_AFTER_FAULT_MS, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  #copyFor(way: string, signal: AbortSignal, loop: WayLoop | null): CopyInThread {
    const { workspace, identity, tasks, asWriter, changed } = this.#options
    return new CopyInThread({
      workspace, identity, tasks, asWriter, way, signal,
      onBegin: () => {
        const wasRunning = loop?.isRunning === true
        loop?.begin()
        if (!wasRunning) changed()
      },
      onMerged: (tables) => this.#announceMerged(tables),
      onRenewed: () => this.#later(() => this.#renewed(loop)),
    })
  }

  #announceMerged(tables: readonly SyncTableName[]): void {
    this.#isMerging = true
    try {
      this.#options.workspace.announce(tables)
    } finally {
      this.#isMerging = false
    }
  }

  /** The other ways were opened under the name that this copy had. */
  async #renewed(by: WayLoop | null): Promise<void> {
    const { workspace: { db, clock }, asWriter } = this.#options
    await asWriter(() => noteRenewed(db, clock.now()))
    const others = [...this.#loops].filter(([, loop]) => loop !== by).map(([seq]) => seq)
    await Promise.all(others.map((seq) => this.#end(seq)))
    await this.refresh()
  }

  async #noteDone(way: StoredWay, copy: CopyInThread, { result, offsetMs }: ExchangeOverResult): Promise<void> {
    const { workspace: { db, clock, site }, asWriter, announce, changed } = this.#options
    // the next exchange may seal more before this is noted
    const { sealedUpTo } = copy
    const own = Buffer.from(site).toString('hex')
    const refused = result.refused.find((bundle) => bundle.site === own)
    await copy.flush()
    await asWriter(() => {
      noteOutcome(db, way.seq, { at: clock.now(), problem: refused ? `way-${refused.problem}` : null, offsetMs })
      if (!refused) noteSent(db, sealedUpTo)
    })
    announce()
    changed()
  }

  async #noteProblem({ seq }: StoredWay, problem: string): Promise<void> {
    const { workspace: { db, clock }, asWriter, changed } = this.#options
    await asWriter(() => findWay(db, seq) && noteOutcome(db, seq, { at: clock.now(), problem, offsetMs: null }))
    changed()
  }

  #rest(loop: WayLoop, forMs: number): void {
    loop.isRunning = false
    loop.retryAt = this.#options.workspace.clock.now() + forMs
  }

  #wakeAllBut(loop: WayLoop | null): void {
    for (const other of [...this.#loops.values(), this.#serving]) if (other && other !== loop) other.wake()
  }

  /** What is noted after an exchange must not hold up the next one, but be done before the workspace closes. */
  #later(work: () => Promise<void>): void {
    const noting = work()
      .catch((cause: unknown) => this.#options.logger.error('sync.note', cause))
      .finally(() => this.#notes.delete(noting))
    this.#notes.add(noting)
  }
}

/** The kind of message for what stopped an exchange and is no problem of the way. */
function faultKind(cause: unknown): string {
  if (cause instanceof Refused) return cause.problems[0]?.kind ?? 'sync-fault'
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code === 'SQLITE_FULL' || code === 'ENOSPC' ? 'disk-full' : 'sync-fault'
}

function refusal({ kind, way }: WayProblem): Refused {
  return new Refused([{ field: null, kind: `way-${kind}`, values: { way } }])
}
