import { constants, type ZstdOptions, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** Sealed sizes are multiples of this, so that a relay learns little from them. */
const STEP = 4096
const LENGTH = 4
/** What one person does in a day is small and travels to everybody: worth some milliseconds. From level 16 on zstd adapts to each part of a payload. */
const SMALL = 64 << 10
const LEVEL_OF_SMALL = 16
/** For the others: thirty times faster. A small window makes small blocks, so that it adapts all the same; columns repeat little over a distance. */
const LEVEL_OF_LARGE = 3
const WINDOW_OF_LARGE = 15
/** A frame that wants a larger window than a payload may have is not ours. */
const WINDOW_LOG = 26
/** Pieces in which is unpacked: what a header claims is not allocated before it is there. */
const PIECE = 1 << 20

/** Compresses a payload and pads it to the next step. */
export function pack(payload: Buffer): Buffer {
  const params = payload.length <= SMALL
    ? { [constants.ZSTD_c_compressionLevel]: LEVEL_OF_SMALL }
    : { [constants.ZSTD_c_compressionLevel]: LEVEL_OF_LARGE, [constants.ZSTD_c_windowLog]: WINDOW_OF_LARGE }
  const packed = zstdCompressSync(payload, { pledgedSrcSize: payload.length, params })
  const frame = Buffer.alloc(Math.ceil((LENGTH + packed.length) / STEP) * STEP)
  frame.writeUInt32LE(packed.length)
  packed.copy(frame, LENGTH)
  return frame
}

/** Gives the payload of a frame, or null when the frame does not hold exactly one of this size. */
export function unpack(frame: Buffer, size: number): Buffer | null {
  if (frame.length < STEP || frame.length % STEP !== 0) return null
  const end = LENGTH + frame.readUInt32LE(0)
  if (end > frame.length || frame.length - end >= STEP || frame.subarray(end).some((byte) => byte !== 0)) return null
  const packed = frame.subarray(LENGTH, end)
  try {
    const { buffer, engine } = unpackWithEnd(packed, size)
    return buffer.length === size && engine.bytesWritten === packed.length ? buffer : null
  } catch {
    // not zstd, cut off, or more than `size`
    return null
  }
}

interface Unpacked {
  readonly buffer: Buffer
  /** How much of the input was taken. */
  readonly engine: { readonly bytesWritten: number }
}

function unpackWithEnd(packed: Buffer, size: number): Unpacked {
  const options: ZstdOptions = { chunkSize: Math.min(size + 64, PIECE), maxOutputLength: Math.max(size, 1), params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG } }
  // `info` is documented for all of zlib and missing in the types
  return zstdDecompressSync(packed, { ...options, info: true } as ZstdOptions) as unknown as Unpacked
}
