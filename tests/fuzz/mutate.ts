/** Gives whole numbers below a bound, the same ones for the same seed. */
export type Random = (bound: number) => number

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return (bound) => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
}

export function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random(256)))
}

/** Bytes that have mattered in formats: limits of signs and lengths, numbers that go on for ever. */
const TELLING = ['00', '01', '7f', '80', 'ff', 'ffff', 'ffffffff', '00000080', 'ffffffffffffff0f', 'ffffffffffffff7f', '808080808080808000', '8080808010', '000000000000f87f', '0000000000004043']

/** Changes bytes in one to six places: flips, cuts, repetitions, telling numbers, parts of `other`. */
export function mutate(random: Random, bytes: Buffer, other: Buffer): Buffer {
  let changed = Buffer.from(bytes)
  for (let left = 1 + random(6); left > 0; left--) changed = mutateOnce(random, changed, other)
  return changed
}

function mutateOnce(random: Random, bytes: Buffer, other: Buffer): Buffer<ArrayBuffer> {
  const copy = Buffer.from(bytes)
  if (copy.length === 0) return Buffer.from(randomBytes(random, random(64)))
  // the beginning holds what decides about the rest
  const at = random(2) === 0 ? random(Math.min(copy.length, 400)) : random(copy.length)
  const end = Math.min(copy.length, at + 1 + random(random(4) === 0 ? copy.length : 16))
  switch (random(9)) {
    case 0:
      copy[at] = (copy[at] ?? 0) ^ (1 << random(8))
      return copy
    case 1:
      copy[at] = random(256)
      return copy
    case 2:
      return Buffer.from(copy.subarray(0, at))
    case 3:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(end)])
    case 4:
      return Buffer.concat([copy.subarray(0, end), copy.subarray(at)])
    case 5:
      return Buffer.concat([copy.subarray(0, at), randomBytes(random, 1 + random(20)), copy.subarray(at)])
    case 6: {
      const from = random(Math.max(1, other.length))
      return Buffer.concat([copy.subarray(0, at), other.subarray(from, from + random(200)), copy.subarray(end)])
    }
    default: {
      const telling = Buffer.from(TELLING[random(TELLING.length)] ?? '', 'hex')
      const isInstead = random(2) === 0
      return Buffer.concat([copy.subarray(0, at), telling, copy.subarray(isInstead ? at + telling.length : at)])
    }
  }
}
