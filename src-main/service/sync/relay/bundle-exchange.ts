import type { Envelope } from '../bundle/envelope.ts'
import { readEnvelope, verifyEnvelope } from '../bundle/envelope.ts'
import { deviceOf, publicSigningKey, siteOf } from '../identity/device-key.ts'
import type { ChainListing, ChainName } from '../ways/way.ts'
import { type Answer, jsonAnswer, RelayRefusal } from './answer.ts'
import { parseRange } from './byte-range.ts'
import type { RelayParts } from './relay-parts.ts'
import type { Caller, RelayBundle } from './relay-store.ts'

/** Lists what the caller may read. */
export async function listChains({ store, policy }: RelayParts, caller: Caller): Promise<Answer> {
  const listed: ChainListing[] = []
  for (const chain of await store.chains(caller.firm)) if (await policy.mayRead(caller, chain)) listed.push(chain)
  return jsonAnswer(200, listed.map(({ site, scope, from, to }) => ({ site, scope, from, to })))
}

/** Gives a bundle or a part of it. Errors: `RelayRefusal` 404, also for what the caller may not read, so that he does not learn that it is there. */
export async function readBundle({ store, policy }: RelayParts, caller: Caller, chain: ChainName, n: number, range: string | undefined): Promise<Answer> {
  const bytes = (await policy.mayRead(caller, chain)) ? await store.get(caller.firm, chain, n) : null
  if (!bytes) throw new RelayRefusal(404, 'absent')
  const headers = { 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes' }
  const part = parseRange(range, bytes.length)
  if (part === null) return { status: 200, headers, body: bytes }
  if (part === 'unsatisfiable') return jsonAnswer(416, { error: 'range' }, { 'Content-Range': `bytes */${String(bytes.length)}` })
  const { start, end } = part
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': `bytes ${String(start)}-${String(end - 1)}/${String(bytes.length)}` },
    body: bytes.subarray(start, end),
  }
}

/** Stores a bundle once it is known to be what its place says, signed by a device of the firm. Errors: `RelayRefusal` 400, 403, 409, 507. */
export async function storeBundle({ store }: RelayParts, caller: Caller, chain: ChainName, n: number, bytes: Buffer): Promise<Answer> {
  const envelope = readEnvelope(bytes)
  if (!envelope.ok) throw new RelayRefusal(400, 'malformed')
  const { header } = envelope.value
  if (header.firm !== caller.firm) throw new RelayRefusal(403, 'other-firm')
  if (header.site !== chain.site || header.scope !== chain.scope || header.n !== n) throw new RelayRefusal(400, 'other-place')
  const publicKey = await store.deviceKey(caller.firm, header.device)
  if (!publicKey) throw new RelayRefusal(403, 'unknown-device')
  if (!isBy(publicKey, envelope.value)) throw new RelayRefusal(400, 'signature')
  const outcome = await store.put(caller.firm, bundleOf(envelope.value, bytes))
  if (outcome === 'fork') throw new RelayRefusal(409, 'fork')
  if (outcome === 'full') throw new RelayRefusal(507, 'full')
  return jsonAnswer(outcome === 'new' ? 201 : 200, { stored: outcome })
}

/** Drops bundles of the caller's own chain that a fold of it replaced. Errors: `RelayRefusal` 403, 404. */
export async function pruneChain({ store }: RelayParts, caller: Caller, chain: ChainName, before: number): Promise<Answer> {
  const outcome = await store.prune(caller.firm, chain, before, caller.device)
  if (outcome === 'forbidden') throw new RelayRefusal(403, 'not-the-author')
  if (outcome === 'absent') throw new RelayRefusal(404, 'absent')
  return jsonAnswer(200, {})
}

function isBy(publicKey: Buffer, envelope: Envelope): boolean {
  const { header } = envelope
  return (
    deviceOf(publicKey).toString('hex') === header.device &&
    siteOf(publicKey, Buffer.from(header.nonce, 'hex')).toString('hex') === header.site &&
    isAuthentic(publicKey, envelope)
  )
}

function isAuthentic(publicKey: Buffer, envelope: Envelope): boolean {
  try {
    return verifyEnvelope(envelope, publicSigningKey(publicKey))
  } catch {
    // 32 bytes that are no point of the curve sign nothing
    return false
  }
}

function bundleOf({ header, hash }: Envelope, bytes: Buffer): RelayBundle {
  return { site: header.site, scope: header.scope, n: header.n, device: header.device, hash, bytes }
}
