import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { Problem, procedure, RecordId, taskEvents } from './base.ts'
import { ClockAhead, MergeCounts } from './sync.contract.ts'

export const wayKinds = ['folder', 'webdav', 'hub', 'lan'] as const
export const WayKind = z.enum(wayKinds)
export type WayKind = z.infer<typeof WayKind>

/** A way to other copies that somebody set up here. */
export const SyncWay = z.object({
  seq: z.int(),
  kind: WayKind,
  /** As it is shown: without the password that may be in it. */
  address: z.string(),
  /** Exchanges by itself while the workspace is open. */
  isAutomatic: z.boolean(),
  /** UTC ms of the last try, and of the last that went well. */
  triedAt: z.number().nullable(),
  doneAt: z.number().nullable(),
  /** Why the last try failed. */
  problem: Problem.nullable(),
  /** By how many ms this computer's clock was behind that of the other side; null where there is nobody to ask. */
  offsetMs: z.number().nullable(),
  isRunning: z.boolean(),
  /** UTC ms of the next try after a failure. */
  retryAt: z.number().nullable(),
})
export type SyncWay = z.infer<typeof SyncWay>

/** What was found over a way that was only looked at. */
export const WayTest = z.object({
  /** Copies whose changes lie there, ours among them. */
  copies: z.int(),
  bundles: z.int(),
  offsetMs: z.number().nullable(),
})
export type WayTest = z.infer<typeof WayTest>

/** What one exchange did. */
export const ExchangeOutcome = z.object({
  /** Bundles. */
  sent: z.int(),
  received: z.int(),
  counts: MergeCounts,
  /** Bundles that are not merged (yet), see `held`. */
  held: z.int(),
  /** Pieces that could not be read at all. */
  damaged: z.int(),
  clocksAhead: z.array(ClockAhead),
  /** This copy had to take a new name, since another one wrote under the one it had. */
  renewed: z.boolean(),
})
export type ExchangeOutcome = z.infer<typeof ExchangeOutcome>

/** Another copy of the firm that says it listens in the local network. */
export const FoundPeer = z.object({
  /** Of its device; 32 hex digits. */
  device: z.string(),
  /** Whose it is; null for one that nobody told of yet. */
  person: z.string().nullable(),
  address: z.string(),
  /** Whether a way to it is set up. */
  isSetUp: z.boolean(),
})
export type FoundPeer = z.infer<typeof FoundPeer>

/** What this copy does in the local network. */
export const LanStatus = z.object({
  /** Whether it is to listen whenever it is open. */
  isWanted: z.boolean(),
  /** On which port it listens now; null while it does not. */
  port: z.int().nullable(),
  /** As others may type them. */
  addresses: z.array(z.string()),
  /** `off` when this computer cannot ask the network: addresses have to be typed. */
  discovery: z.enum(['starting', 'on', 'off']),
  peers: z.array(FoundPeer),
})
export type LanStatus = z.infer<typeof LanStatus>

const Seq = z.object({ seq: z.int() })
const Address = z.string().trim().min(1).max(2000)

export const syncWaysContract = {
  list: procedure.output(z.array(SyncWay)),
  /** Problem kinds: `no-identity`, `way-address` (field `address`). */
  add: procedure.input(z.object({ kind: WayKind, address: Address, isAutomatic: z.boolean().default(true) })).output(Seq),
  /** Looks whether a way answers; nothing is exchanged. Problem kinds: `way-…`. */
  test: procedure.input(Seq).output(WayTest),
  remove: procedure.input(Seq).output(z.void()),
  setAutomatic: procedure.input(Seq.extend({ isAutomatic: z.boolean() })).output(z.void()),
  /** Exchanges now. Problem kinds: `way-…`, `disk-full`. Progress: `receive` and `send` count bundles. An abort keeps what was merged and sent. */
  exchange: procedure.input(Seq).output(eventIterator(taskEvents(ExchangeOutcome))),
}

export const syncLanContract = {
  status: procedure.output(LanStatus),
  /** Asks the network who is there; what answers is told as a change of `lan`. */
  look: procedure.output(z.void()),
  /** Listens from now on, whenever this workspace is open. Problem kinds: `no-identity`, `lan-port-taken`. */
  listen: procedure.input(z.object({ port: z.int().min(1).max(65_535).default(47_100) })).output(z.void()),
  silence: procedure.output(z.void()),
}

export const syncPackagesContract = {
  /**
   * Writes everything that is kept here, or what one employee may read, into a package file. It is merged like any other copy, see `merge` and `preview`.
   *
   * Problem kinds: `no-identity`, `employee-without-device`, `way-…`.
   */
  export: procedure.input(z.object({ file: z.string().min(1), employeeId: RecordId.nullable() })).output(eventIterator(taskEvents(z.object({ bundles: z.int() })))),
}
