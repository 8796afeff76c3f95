import type { Certificate } from '../identity/certificate.ts'
import type { ChainListing, ChainName } from '../ways/way.ts'

/** Who is asking: a device of a firm, both as hex. */
export interface Caller {
  readonly firm: string
  readonly device: string
}

/** A device whose certificates were checked up to the root of its firm. */
export interface CertifiedDevice extends Caller {
  readonly rootKey: Buffer
  /** Raw Ed25519 key. */
  readonly publicKey: Buffer
  readonly chain: readonly Certificate[]
  /** The keys of the whole chain by name (`deviceOf`), the leaf first, as hex. */
  readonly holders: readonly string[]
}

/** A bundle whose header and signature were checked. */
export interface RelayBundle extends ChainName {
  readonly n: number
  /** Its author's, as hex. */
  readonly device: string
  readonly hash: Buffer
  readonly bytes: Buffer
}

/** `known` the same is there, or its author's fold replaced it; `fork` another bundle has this number, or another device has this site. */
export type PutOutcome = 'new' | 'known' | 'fork' | 'full'

/**
 * What a relay keeps: devices and bundles of firms, each firm apart. A hub has one in a database of its own, a copy on the LAN one over its workspace.
 *
 * Edge    several processes may use one store at the same time; unique keys decide who was first.
 */
export interface RelayStore {
  /**
   * Notes a device, and with the first one its firm.
   *
   * Edge    `revoked` also when a certificate above it was revoked, unless the very same chain was noted before that: those whom a stolen admin's key
   *         named earlier go on, new ones do not come in.
   */
  admit(device: CertifiedDevice): Promise<'admitted' | 'revoked' | 'full'>
  /** The raw key of a device that was admitted, revoked or not. */
  deviceKey(firm: string, device: string): Promise<Buffer | null>
  rootKey(firm: string): Promise<Buffer | null>
  revoke(firm: string, device: string): Promise<void>
  /** What is held. Edge: a chain with a hole has a line for each run. */
  chains(firm: string): Promise<readonly ChainListing[]>
  get(firm: string, chain: ChainName, n: number): Promise<Buffer | null>
  /** Stores a bundle for good before it resolves. */
  put(firm: string, bundle: RelayBundle): Promise<PutOutcome>
  /**
   * Drops bundles before a number, but never the newest.
   *
   * Edge    `forbidden` when the device is not the author; `absent` when nothing of the chain is here.
   */
  prune(firm: string, chain: ChainName, before: number, device: string): Promise<'pruned' | 'forbidden' | 'absent'>
  /** Changes with every new bundle of the firm; says nothing by itself. */
  cursor(firm: string): Promise<string>
  /** Calls back when the cursor of a firm may have moved, whoever moved it. Gives what ends it. */
  watch(firm: string, changed: () => void): () => void
}

/** Requests and bytes of one device in the present minute. */
export interface Use {
  readonly requests: number
  readonly bytes: number
}

/** Who is let in, and how much they asked for: what the processes of one hub have to agree on. */
export interface RelaySessions {
  /** 32 bytes from which nonces are made; the same for all processes. */
  nonceSecret(): Promise<Buffer>
  /** Tells whether a nonce was not used before; from then on it is. Shape: `until` = when it may be forgotten, UTC ms. */
  useNonce(nonce: string, until: number): Promise<boolean>
  /** Shape: `hash` = SHA-256 of the token, hex; `until` UTC ms. */
  addToken(hash: string, caller: Caller, until: number): Promise<void>
  /** Whose token this is; null when it is none, too old, or its device was revoked. */
  callerOf(hash: string, now: number): Promise<Caller | null>
  dropTokens(caller: Caller): Promise<void>
  /** Adds to a device's use of a minute and gives the sum. */
  spend(caller: Caller, minute: number, use: Use): Promise<Use>
  /** Forgets what is over: nonces, tokens, counts. */
  sweep(now: number): Promise<void>
}

/** What the relay decides about firms and devices beyond their certificates. */
export interface RelayPolicy {
  /** Tells whether this firm or device is served at all. */
  admits(device: CertifiedDevice): Promise<boolean> | boolean
  mayRead(caller: Caller, chain: ChainName): Promise<boolean> | boolean
  mayWrite(caller: Caller, chain: ChainName): Promise<boolean> | boolean
}
