/** Bytes that grow at their end. */
export class BytesOut {
  #bytes: Buffer
  #length = 0

  constructor(capacity = 4096) {
    this.#bytes = Buffer.allocUnsafe(capacity)
  }

  get length(): number {
    return this.#length
  }

  byte(value: number): void {
    const at = this.reserve(1)
    this.#bytes[at] = value
  }

  /** A whole number from 0, seven bits a byte, the lowest first; the highest bit says that more follow. */
  whole(value: number): void {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128)
    this.byte(rest)
  }

  /** A safe integer: as `whole`, but the first byte holds the sign in bit 6, and six bits. */
  signed(value: number): void {
    const magnitude = Math.abs(value)
    const first = (magnitude % 64) | (value < 0 ? 64 : 0)
    if (magnitude < 64) {
      this.byte(first)
    } else {
      this.byte(first | 128)
      this.whole(Math.floor(magnitude / 64))
    }
  }

  append(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length)
    this.#bytes.set(bytes, at)
  }

  text(text: string, encoding: 'utf8' | 'utf16le', length: number): void {
    const at = this.reserve(length)
    this.#bytes.write(text, at, length, encoding)
  }

  /** Room for some bytes at the end: gives where it begins in `buffer`, which is good until the next call. */
  reserve(count: number): number {
    const at = this.#length
    const needed = at + count
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
      this.#bytes.copy(larger, 0, 0, at)
      this.#bytes = larger
    }
    this.#length = needed
    return at
  }

  get buffer(): Buffer {
    return this.#bytes
  }

  /** What was written. */
  done(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }
}
