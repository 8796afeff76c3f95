import * as z from 'zod'
import { procedure, RecordRef, SiteId } from './base.ts'

/** Why a bundle is kept and not merged, or not wholly (docs/sync-protocol.md, section 2.3). */
export const holdReasons = ['new', 'other-firm', 'unknown-device', 'certificate', 'revoked', 'scope', 'fork', 'gap', 'key', 'content', 'right', 'damaged'] as const
export const HoldReason = z.enum(holdReasons)
export type HoldReason = z.infer<typeof HoldReason>

/** Whose eyes a bundle is for. `unit` and `rep` have a name where this copy knows it. */
export const ScopeName = z.object({ kind: z.enum(['control', 'firm', 'whole', 'unit', 'rep']), name: z.string().nullable() })

/** A bundle of another copy that is kept and not merged. */
export const HeldEntry = z.object({
  seq: z.int(),
  reason: HoldReason,
  /** False: it waits for something that may still come. */
  needsSomebody: z.boolean(),
  /** Only for `right`, and only for an administrator of everything: what was held back may be merged all the same. */
  canAccept: z.boolean(),
  site: SiteId,
  author: z.string().nullable(),
  scope: ScopeName,
  n: z.int(),
  /** Records in it. */
  count: z.int(),
  /** UTC ms. */
  at: z.number(),
})
export type HeldEntry = z.infer<typeof HeldEntry>

/** A computer whose copy has a certificate of the firm. */
export const SyncDevice = z.object({
  /** 32 hex digits. */
  device: z.string(),
  employee: RecordRef.nullable(),
  role: z.string(),
  isAdmin: z.boolean(),
  scopes: z.array(ScopeName),
  /** Holds everything there is. */
  isWhole: z.boolean(),
  /** UTC ms when its certificate ends. */
  notAfter: z.number(),
  revokedAt: z.number().nullable(),
  /** UTC ms when something of it was met last. */
  seenAt: z.number().nullable(),
  isOwn: z.boolean(),
})
export type SyncDevice = z.infer<typeof SyncDevice>

const Seq = z.object({ seq: z.int() })

export const syncHeldContract = {
  /** Newest first; at most 500. */
  list: procedure.output(z.object({ rows: z.array(HeldEntry), total: z.int() })),
  /** Merges what was held back for want of a right; others take it from this copy. Problem kinds: `accept-not-allowed`, `held-not-acceptable`. */
  accept: procedure.input(Seq).output(z.object({ command: z.int().nullable() })),
  /** Throws a held bundle away. It comes again if its chain waits for it. */
  forget: procedure.input(Seq).output(z.void()),
}

export const syncDevicesContract = {
  list: procedure.output(z.object({ rows: z.array(SyncDevice), mayRevoke: z.boolean() })),
  /** What it says from now on is refused everywhere, keys change. Problem kinds: `revoke-not-allowed`, `revoke-self`, `device-unknown`. */
  revoke: procedure.input(z.object({ device: z.string().regex(/^[0-9a-f]{32}$/) })).output(z.void()),
}
