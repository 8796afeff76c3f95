import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createGunzip, gunzipSync } from 'node:zlib'
import type { FileLimits } from '../limits.ts'
import { FileRefused } from '../refusal.ts'

/** The inflated bytes of a text file, which can be gone through more than once. */
export interface ByteSource {
  /** In file order, at most a few hundred kilobytes each. */
  chunks(): AsyncIterable<Buffer>
}

const CHUNK_BYTES = 64 * 1024
const MEMORY_BYTES = 16 * 1024 * 1024

/**
 * Opens a plain or gzipped text file (told apart by its first bytes, not by its name).
 *
 * Errors  refuses a gzip stream that inflates past the limits, or that is damaged.
 * Cost    up to 16 MB inflated are kept in memory, because the file is gone through twice (encoding, then rows) and inflating
 *         costs more than parsing; anything larger is streamed from the disk each time, in constant memory.
 */
export async function openBytes(file: string, isGzip: boolean, limits: FileLimits): Promise<ByteSource> {
  const { size } = await stat(file)
  if (!isGzip) {
    if (size > MEMORY_BYTES) return { chunks: () => createReadStream(file, { highWaterMark: CHUNK_BYTES }) }
    const bytes = await readFile(file)
    return { chunks: () => pieces(bytes) }
  }
  if (size < MEMORY_BYTES / 4) {
    const bytes = inflateWhole(await readFile(file))
    if (bytes !== null) {
      refuseBomb(file, bytes.length, size, limits)
      return { chunks: () => pieces(bytes) }
    }
  }
  return { chunks: () => inflateStream(file, size, limits) }
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) yield bytes.subarray(from, from + CHUNK_BYTES)
}

/** Null when the file is larger than what is kept in memory or damaged; streaming then finds out which, and says it. */
function inflateWhole(packed: Buffer): Buffer | null {
  try {
    return gunzipSync(packed, { maxOutputLength: MEMORY_BYTES })
  } catch (error) {
    if (error instanceof Error) return null
    throw error
  }
}

async function* inflateStream(file: string, packedSize: number, limits: FileLimits): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  const source = createReadStream(file)
  source.on('error', (error) => gunzip.destroy(error))
  source.pipe(gunzip)
  let total = 0
  try {
    for await (const chunk of gunzip) {
      if (!Buffer.isBuffer(chunk)) continue
      total += chunk.length
      refuseBomb(file, total, packedSize, limits)
      yield chunk
    }
  } catch (error) {
    if (error instanceof FileRefused) throw error
    throw new FileRefused({ kind: 'damaged', file, part: 'gzip' }, { cause: error })
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

function refuseBomb(file: string, inflated: number, packed: number, limits: FileLimits): void {
  const isOver = inflated > limits.inflatedBytes || (inflated > limits.ratioFloorBytes && inflated > packed * limits.ratio)
  if (!isOver) return
  throw new FileRefused({ kind: 'inflates-too-far', file, part: 'gzip', bytes: inflated, limit: limits.inflatedBytes })
}
