/** What one site says in one scope: bundles numbered from 1. */
export interface ChainName {
  /** 32 hex digits. */
  readonly site: string
  readonly scope: string
}

/** First and last number of a chain that a way holds. */
export interface ChainListing extends ChainName {
  readonly from: number
  readonly to: number
  /** First number under which the author itself put two bundles: two copies write under its name. */
  readonly forkedAt?: number
}

export interface SealedBundle extends ChainName {
  readonly n: number
  readonly bytes: Buffer
}

/**
 * One place or partner through which bundles travel: a package, a folder, a WebDAV server, a copy on the LAN, a hub. All look the same from here and pass
 * one suite of tests (`conformance.ts`).
 *
 * Errors  `WayProblem`; an abort rejects with the signal's reason.
 */
export interface Way {
  /** Names it to people and in results, e.g. its address. */
  readonly name: string
  /** By how many ms our clock is behind that of the other side; null where there is nobody to ask. */
  readonly offsetMs: number | null
  /** What can be had. A hint: a bundle that is listed may be missing, one that is not may be there. */
  list(signal: AbortSignal): Promise<readonly ChainListing[]>
  /** Gives a bundle as it is stored, unchecked; null when it is not there (yet, or whole). */
  get(chain: ChainName, n: number, signal: AbortSignal): Promise<Buffer | null>
  /** Stores a bundle; once it resolves, others can have it. */
  put(bundle: SealedBundle, signal: AbortSignal): Promise<'new' | 'known'>
  /** Takes away bundles of our own chain that a fold of ours replaced. */
  prune(chain: ChainName, before: number, signal: AbortSignal): Promise<void>
  /** Resolves when something new may have come; may resolve too early, never much later than half a minute. */
  changed(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/**
 * `unreachable` nobody there; `unauthorized` they do not take us, or are not who they should be; `clock` their clock and ours are so
 * far apart that no certificate is good to them; `forbidden` not for us; `fork` another bundle has this number; `full` no room;
 * `busy` asked too often; `unwritable` the place cannot be written; `broken` an answer that makes no sense.
 */
export type WayProblemKind = 'unreachable' | 'unauthorized' | 'clock' | 'forbidden' | 'fork' | 'full' | 'busy' | 'unwritable' | 'broken'

/** Why a way did not do what it was asked. */
export class WayProblem extends Error {
  override readonly name = 'WayProblem'
  readonly kind: WayProblemKind
  readonly way: string
  /** When it makes sense to try again; null when that is not known. */
  readonly retryAfterMs: number | null

  constructor(kind: WayProblemKind, way: string, options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {}) {
    super(`${kind}: ${way}`, { cause: options.cause })
    this.kind = kind
    this.way = way
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}
