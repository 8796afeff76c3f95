import { setTimeout as sleep } from 'node:timers/promises'
import type { Workspace } from '../../db/workspace.ts'
import type { ReceivedBundles } from '../../sync/chain/receive-bundles.ts'
import type { ExchangeCopy } from '../../sync/exchange/exchange.ts'
import { type ExchangeOverOptions, type ExchangeOverResult, requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { keepExchanging } from '../../sync/exchange/keep-exchanging.ts'
import { serveBrought } from '../../sync/exchange/serve-brought.ts'
import { WayLoop } from '../../sync/exchange/way-loop.ts'
import { workspaceRelay } from '../../sync/exchange/workspace-relay.ts'
import { lanOfWorkspace } from '../../sync/lan/lan-of-workspace.ts'
import { ownAddresses } from '../../sync/lan/own-addresses.ts'
import type { WayPlan } from '../../sync/ways/open-way.ts'
import { type ListenAddress, writeAddress } from './address.ts'
import type { Io } from './command.ts'
import { lineLogger } from './line-logger.ts'
import { listenOrRefuse } from './listen-or-refuse.ts'

/** Others write here only by SQL tools while the command has the workspace: looked for this often. */
const LOOK_MS = 2_000

export interface SyncUntilStopped extends ExchangeOverOptions {
  /** The way that is kept; null = others only come here. */
  readonly plan: WayPlan | null
  /** Where others can come; null = nowhere. */
  readonly listen: ListenAddress | null
  readonly io: Io
  readonly say: (way: string, outcome: ExchangeOverResult) => void
}

/**
 * Keeps a way, listens for others, or both, until the signal.
 *
 * Edge    what comes over one goes out over the other.
 * Errors  refused: `lan-port-taken`, `hub-address-taken`. What goes wrong with the way is said and tried again.
 */
export async function syncUntilStopped(workspace: Workspace, options: SyncUntilStopped): Promise<void> {
  const { plan, listen, signal } = options
  const loops = { way: new WayLoop(), serving: new WayLoop() }
  const stop = (): void => {
    for (const loop of Object.values(loops)) void loop.stop()
  }
  signal.addEventListener('abort', stop)
  const parts = [
    plan ? keepWay(workspace, plan, loops, options) : Promise.resolve(),
    listen ? serve(workspace, listen, loops, options) : Promise.resolve(),
    noticeWrites(workspace, loops.way.signal, () => {
      loops.way.wake()
      loops.serving.wake()
    }),
  ]
  try {
    await Promise.all(parts)
  } finally {
    stop()
    signal.removeEventListener('abort', stop)
    await Promise.allSettled(parts)
  }
}

interface Loops {
  readonly way: WayLoop
  readonly serving: WayLoop
}

function keepWay(workspace: Workspace, plan: WayPlan, { way, serving }: Loops, { copy, report, io, say }: SyncUntilStopped): Promise<void> {
  return keepExchanging(workspace, plan, {
    copy: beginning(copy, way),
    signal: way.signal,
    report,
    written: (signal) => way.news(signal),
    onDone(outcome) {
      say(plan.address, outcome)
      if (outcome.result.received > 0) serving.wake()
    },
    onProblem(problem, retryMs) {
      io.note(io.say('cli.sync.retry', { problem: io.say(`errors.way-${problem.kind}`, { way: problem.way }), seconds: Math.round(retryMs / 1000) }))
    },
  })
}

async function serve(workspace: Workspace, { host, port }: ListenAddress, { way, serving }: Loops, { copy, io, say }: SyncUntilStopped): Promise<void> {
  const identity = requireIdentity(workspace)
  // one thread does everything, each write at once
  const relay = workspaceRelay(workspace, identity, { asWriter: (work) => Promise.resolve().then(work), onBrought: () => serving.wake() })
  const logger = { ...lineLogger(io), info: () => undefined }
  const lan = lanOfWorkspace(workspace, identity, { relay, logger, changed: () => undefined, ...(host === undefined ? {} : { host }) })
  try {
    const taken = await listenOrRefuse(lan, host, port)
    const address = host === undefined ? ownAddresses(taken).join(', ') || String(taken) : writeAddress(host, taken)
    io.note(io.say('cli.sync.listening', { address }))
    await serveBrought({
      db: workspace.db,
      copy: beginning(copy, serving),
      loop: serving,
      announce: relay.announce,
      onMerged(received) {
        say(address, asOutcome(received))
        way.wake()
      },
    })
  } catch (cause) {
    if (!serving.signal.aborted) throw cause
  } finally {
    await lan.close()
  }
}

/** What is sealed from now on is what the loop is woken for. */
function beginning(copy: ExchangeCopy, loop: WayLoop): ExchangeCopy {
  return {
    ...copy,
    seal() {
      loop.begin()
      return copy.seal()
    },
  }
}

function asOutcome({ merged, ...received }: ReceivedBundles): ExchangeOverResult {
  return { result: { ...received, sent: 0, received: merged, refused: [], renewed: false }, offsetMs: null }
}

async function noticeWrites({ db }: Workspace, signal: AbortSignal, onWrite: () => void): Promise<void> {
  const version = (): unknown => db.pragma('data_version', { simple: true })
  for (let before = version(); !signal.aborted; ) {
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined)
    const now = signal.aborted ? before : version()
    if (now === before) continue
    before = now
    onWrite()
  }
}
