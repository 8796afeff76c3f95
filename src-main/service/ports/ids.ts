import { randomFillSync } from 'node:crypto'
import { uuidV7 } from '#shared/kernel/ids.ts'

/** Makes identities for new records. */
export type NewId = (unixMs: number) => Buffer

const POOL = new Uint8Array(10 * 512)
let used = POOL.length

/** Random version 7 ids; draws randomness in blocks, since an import makes hundreds of thousands. */
export const randomIds: NewId = (unixMs) => {
  if (used === POOL.length) {
    randomFillSync(POOL)
    used = 0
  }
  const id = uuidV7(unixMs, POOL.subarray(used, used + 10))
  used += 10
  return Buffer.from(id.buffer)
}

/** Ids from a seed, for tests and the demo firm: the same seed gives the same ids. */
export function seededIds(seed: number): NewId {
  let state = seed >>> 0
  const random = new Uint8Array(10)
  return (unixMs) => {
    for (let i = 0; i < random.length; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      random[i] = state >>> 24
    }
    return Buffer.from(uuidV7(unixMs, random).buffer)
  }
}
