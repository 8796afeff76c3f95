import { createHash, randomBytes } from 'node:crypto'

/** Gives so many random bytes that nobody can guess: keys and nonces are made of them. */
export type RandomBytes = (size: number) => Buffer

export const systemRandom: RandomBytes = randomBytes

/** Bytes from a seed, for tests and the demo firm: the same seed gives the same keys, which therefore protect nothing. */
export function seededRandom(seed: number): RandomBytes {
  let drawn = 0
  return (size) => {
    const blocks: Buffer[] = []
    for (let have = 0; have < size; have += 32) blocks.push(createHash('sha256').update(`${String(seed)}/${String(drawn++)}`).digest())
    return Buffer.concat(blocks).subarray(0, size)
  }
}
