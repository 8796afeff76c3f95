import { createHash } from 'node:crypto'
import { BundleHeader } from '../bundle/header.ts'
import type { WayPlace } from './conformance.ts'

/** The firm of {@link makeBundle}. */
export const FIRM = 'f1'.repeat(16)

/** The site of the copy with that number. */
export function siteOf(copy: number): string {
  return `a${String(copy)}`.padEnd(32, '0')
}

/** Bundles for ways that carry bytes and check no signature: a real header, then anything. */
export const makeBundle: WayPlace['makeBundle'] = ({ site, scope, n, size = 5_000, variant = 0 }) => {
  const seed = createHash('sha256').update(JSON.stringify([site, scope, n, variant])).digest()
  const header = BundleHeader.parse({
    v: 1, firm: FIRM, device: siteOf(site), nonce: siteOf(site), site: siteOf(site), scope, n, prev: n === 1 ? null : seed.toString('hex'), kind: 'changes', start: null,
    epoch: 1, iv: '00'.repeat(12), schema: 7, count: 1, size: 100, from: 1, to: 2, seen: [], heads: null,
  })
  const json = Buffer.from(JSON.stringify(header))
  const head = Buffer.alloc(8)
  head.write('TRB1', 'latin1')
  head.writeUInt32LE(json.length, 4)
  return { site: siteOf(site), scope, n, bytes: Buffer.concat([head, json, Buffer.alloc(size - head.length - json.length, seed)]) }
}
