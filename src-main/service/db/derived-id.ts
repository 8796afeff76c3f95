import { createHash } from 'node:crypto'
import { uuidV7 } from '#shared/kernel/ids.ts'
import type { Id } from './schema.ts'

/**
 * Ids computed from natural keys. Two copies that record the same thing apart (the same org unit path, the same target, the
 * same row of the same file imported twice) make the same id, so that merging gives one record and not two.
 *
 * What people type in gets a random id instead: two customers entered by hand are two until somebody says they are one.
 */
export function derivedId(table: string, firmId: Id, ...key: readonly (string | Id | null)[]): Buffer {
  const digest = digestOf(table, firmId, key)
  // version 8 (RFC 9562 §5.8): custom content
  digest[6] = 0x80 | ((digest[6] ?? 0) & 0x0f)
  digest[8] = 0x80 | ((digest[8] ?? 0) & 0x3f)
  return Buffer.from(digest.subarray(0, 16))
}

/**
 * The same for records that come in bulk and belong to a day: the time stands first, so that rows of one period lie together
 * in the B-tree (half a million random keys would cost the import most of its time).
 *
 * Units  `unixMs` of the record's own day, e.g. the order date, never "now".
 */
export function derivedIdAt(table: string, firmId: Id, unixMs: number, ...key: readonly (string | Id | null)[]): Buffer {
  const digest = digestOf(table, firmId, key)
  return Buffer.from(uuidV7(unixMs, digest.subarray(0, 10)).buffer)
}

/** The id of the nth part of a record, e.g. an order's line: the parent's first 12 bytes, then the position; children lie beside each other. */
export function childId(parent: Id, position: number): Buffer {
  const id = Buffer.from(parent)
  id.writeUInt32BE((id.readUInt32BE(12) + position + 1) >>> 0, 12)
  return id
}

function digestOf(table: string, firmId: Id, key: readonly (string | Id | null)[]): Buffer {
  const hash = createHash('sha256').update(table).update(firmId)
  for (const part of key) {
    if (part === null) hash.update('\u0000-')
    else hash.update('\u0000=').update(part)
  }
  return hash.digest()
}
