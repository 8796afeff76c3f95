/** A payload is not what it should be. Never leaves this folder. */
export class PayloadDamage extends Error {
  override readonly name = 'PayloadDamage'
}

/**
 * Reads bytes that somebody else wrote.
 *
 * Errors  everything throws `PayloadDamage` where the bytes end too early or say what cannot be.
 */
export class BytesIn {
  readonly bytes: Buffer
  #at = 0
  readonly #end: number

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.bytes = bytes
    this.#at = start
    this.#end = end
  }

  get at(): number {
    return this.#at
  }

  get left(): number {
    return this.#end - this.#at
  }

  byte(): number {
    return this.bytes[this.skip(1)] ?? 0
  }

  /** A whole number (see `BytesOut.whole`) up to a limit. */
  whole(limit: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.#whole(0, 1)
    if (value > limit) throw new PayloadDamage(`${String(value)} of at most ${String(limit)}`)
    return value
  }

  signed(): number {
    const first = this.byte()
    const magnitude = first > 127 ? this.#whole(first & 63, 64) : first & 63
    return (first & 64) === 0 ? magnitude : 0 - magnitude
  }

  #whole(start: number, firstScale: number): number {
    let value = start
    let scale = firstScale
    for (;;) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (!Number.isSafeInteger(value)) throw new PayloadDamage('a number that is no safe integer')
      if (byte < 128) return value
      scale *= 128
      // zeros could go on for ever
      if (scale > Number.MAX_SAFE_INTEGER) throw new PayloadDamage('a number of too many bytes')
    }
  }

  /** Passes over some bytes and gives where they begin in `bytes`. */
  skip(count: number): number {
    const at = this.#at
    if (count > this.#end - at) throw new PayloadDamage('ends too early')
    this.#at = at + count
    return at
  }

  /** A part of the same memory. */
  take(count: number): Buffer {
    const at = this.skip(count)
    return this.bytes.subarray(at, at + count)
  }

  finish(): void {
    if (this.left !== 0) throw new PayloadDamage(`${String(this.left)} bytes too many`)
  }
}
