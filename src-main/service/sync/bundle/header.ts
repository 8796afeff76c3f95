import * as z from 'zod'
import { isScope } from '../identity/scope.ts'
import { hexOf } from '../identity/wire.ts'

/** Bytes of the header at most: a snapshot names the heads of every chain that it covers. */
export const HEADER_LIMIT = 1 << 20
/** Bytes of a bundle at most, with all that is around the payload. */
export const BUNDLE_LIMIT = 16 << 20
/** Bytes of an unpacked payload at most. */
export const PAYLOAD_LIMIT = 64 << 20

const Site = hexOf(16)
const Hash = hexOf(32)
const Hlc = z.int().nonnegative()
const Ordinal = z.int().positive()
const Count = z.int().nonnegative()

/** Who reads a bundle (protocol section 1). */
const AnyScope = z.string().refine(isScope)

/** What a bundle says about itself to everybody, also to relays that cannot open it (protocol section 2). */
export const BundleHeader = z.strictObject({
  v: z.literal(1),
  firm: hexOf(16),
  device: hexOf(16),
  nonce: hexOf(16),
  site: Site,
  scope: AnyScope,
  n: Ordinal,
  prev: Hash.nullable(),
  kind: z.enum(['changes', 'fold', 'snapshot', 'statements']),
  start: Ordinal.nullable(),
  epoch: Ordinal,
  iv: hexOf(12),
  schema: Count,
  count: Count,
  size: z.int().nonnegative().max(PAYLOAD_LIMIT),
  from: Hlc,
  to: Hlc,
  seen: z.array(z.tuple([Site, Hlc])),
  heads: z.array(z.tuple([Site, AnyScope, Ordinal, Hash])).nullable(),
})
export type BundleHeader = z.infer<typeof BundleHeader>

/** What the author says; the rest follows from sealing. */
export type HeaderToSeal = Omit<BundleHeader, 'iv' | 'size'>
