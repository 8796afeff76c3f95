import { createInflateRaw, type InflateRaw } from 'node:zlib'
import type { FileLimits } from '../limits.ts'
import { FileRefused } from '../refusal.ts'

export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly packedBytes: number
  readonly declaredBytes: number
  readonly isEncrypted: boolean
  readonly headerOffset: number
}

const END_RECORD = 0x06054b50
const END_RECORD_BYTES = 22
const CENTRAL_ENTRY = 0x02014b50
const CENTRAL_ENTRY_BYTES = 46
const LOCAL_ENTRY = 0x04034b50
const LOCAL_ENTRY_BYTES = 30
const COMMENT_BYTES = 0xffff
const STORED = 0
const DEFLATED = 8
const ZIP64_MARK = 0xffffffff

/**
 * Lists the entries of a zip file from its central directory.
 *
 * Errors  refuses a directory that is cut off, that lies outside the file, that has too many entries or (ZIP64) declares
 *         entries of 4 GB: no file under the limits needs that.
 * Source  PKWARE APPNOTE 6.3.10, sections 4.3.12 and 4.3.16
 */
export function zipEntries(file: string, bytes: Buffer, limits: FileLimits): ZipEntry[] {
  const end = endRecordOffset(bytes)
  if (end === -1) throw new FileRefused({ kind: 'damaged', file, part: 'directory' })
  const count = bytes.readUInt16LE(end + 10)
  if (count > limits.zipEntries) throw new FileRefused({ kind: 'too-many-entries', file, entries: count, limit: limits.zipEntries })
  const entries: ZipEntry[] = []
  let offset = bytes.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (offset + CENTRAL_ENTRY_BYTES > bytes.length || bytes.readUInt32LE(offset) !== CENTRAL_ENTRY) {
      throw new FileRefused({ kind: 'damaged', file, part: 'directory' })
    }
    const nameBytes = bytes.readUInt16LE(offset + 28)
    const name = bytes.toString('utf8', offset + CENTRAL_ENTRY_BYTES, offset + CENTRAL_ENTRY_BYTES + nameBytes)
    const entry: ZipEntry = {
      name,
      method: bytes.readUInt16LE(offset + 10),
      packedBytes: bytes.readUInt32LE(offset + 20),
      declaredBytes: bytes.readUInt32LE(offset + 24),
      isEncrypted: (bytes.readUInt16LE(offset + 8) & 1) === 1,
      headerOffset: bytes.readUInt32LE(offset + 42),
    }
    if (entry.packedBytes === ZIP64_MARK || entry.declaredBytes === ZIP64_MARK) {
      throw new FileRefused({ kind: 'inflates-too-far', file, part: name, bytes: entry.declaredBytes, limit: limits.inflatedBytes })
    }
    entries.push(entry)
    offset += CENTRAL_ENTRY_BYTES + nameBytes + bytes.readUInt16LE(offset + 30) + bytes.readUInt16LE(offset + 32)
  }
  return entries
}

function endRecordOffset(bytes: Buffer): number {
  const lowest = Math.max(0, bytes.length - END_RECORD_BYTES - COMMENT_BYTES)
  for (let offset = bytes.length - END_RECORD_BYTES; offset >= lowest; offset -= 1) {
    if (bytes.readUInt32LE(offset) === END_RECORD) return offset
  }
  return -1
}

/**
 * Refuses a zip whose entries, as declared or as they really inflate, go past the limits, or that hides a document type
 * definition (the way to an entity bomb) in one of its XML parts.
 *
 * Cost    inflates everything once without keeping it: about 1 s for 300 MB. What is declared is checked first, so an honest
 *         bomb costs nothing; a lying one stops at its declared size.
 */
export async function refuseZipBomb(file: string, bytes: Buffer, entries: readonly ZipEntry[], limits: FileLimits): Promise<void> {
  let total = 0
  for (const entry of entries) {
    total += entry.declaredBytes
    const isDense = entry.declaredBytes > limits.ratioFloorBytes && entry.declaredBytes > entry.packedBytes * limits.ratio
    if (total > limits.inflatedBytes || isDense) {
      throw new FileRefused({ kind: 'inflates-too-far', file, part: entry.name, bytes: total, limit: limits.inflatedBytes })
    }
  }
  for (const entry of entries) await inflateAndForget(file, bytes, entry)
}

async function inflateAndForget(file: string, bytes: Buffer, entry: ZipEntry): Promise<void> {
  if (entry.isEncrypted) throw new FileRefused({ kind: 'encrypted', file })
  const packed = packedBytes(file, bytes, entry)
  if (entry.method === STORED) {
    refuseMarkup(file, entry, packed)
    return
  }
  if (entry.method !== DEFLATED) throw new FileRefused({ kind: 'damaged', file, part: entry.name })
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 })
  let really = 0
  try {
    for await (const chunk of feed(inflate, packed)) {
      if (!Buffer.isBuffer(chunk)) continue
      if (really === 0) refuseMarkup(file, entry, chunk)
      really += chunk.length
      if (really > entry.declaredBytes) {
        throw new FileRefused({ kind: 'declared-size-is-false', file, part: entry.name, declared: entry.declaredBytes })
      }
    }
  } catch (error) {
    if (error instanceof FileRefused) throw error
    throw new FileRefused({ kind: 'damaged', file, part: entry.name }, { cause: error })
  } finally {
    inflate.destroy()
  }
}

function feed(inflate: InflateRaw, packed: Buffer): InflateRaw {
  inflate.end(packed)
  return inflate
}

function packedBytes(file: string, bytes: Buffer, entry: ZipEntry): Buffer {
  const header = entry.headerOffset
  if (header + LOCAL_ENTRY_BYTES > bytes.length || bytes.readUInt32LE(header) !== LOCAL_ENTRY) {
    throw new FileRefused({ kind: 'damaged', file, part: entry.name })
  }
  const start = header + LOCAL_ENTRY_BYTES + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
  if (start + entry.packedBytes > bytes.length) throw new FileRefused({ kind: 'damaged', file, part: entry.name })
  return bytes.subarray(start, start + entry.packedBytes)
}

function refuseMarkup(file: string, entry: ZipEntry, beginning: Buffer): void {
  if (!/\.(xml|rels)$/i.test(entry.name)) return
  // A document type can only stand before the root element, so the beginning is enough.
  if (/<!DOCTYPE/i.test(beginning.toString('latin1', 0, 16 * 1024))) {
    throw new FileRefused({ kind: 'forbidden-markup', file, part: entry.name })
  }
}
