import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FuzzInput, FuzzTarget } from './fuzz-target.ts'
import { randomOf } from './mutate.ts'

/** Inputs that once broke a reader; `crashers.test.ts` feeds them to it for ever. */
export const CRASHERS = join(import.meta.dirname, '../fixtures/sync/crashers')

/** The n-th input of a seed. */
export function inputOf(target: Pick<FuzzTarget, 'make'>, seed: number, n: number): FuzzInput {
  return target.make(randomOf(Math.imul(seed, 0x9e37_79b1) ^ Math.imul(n + 1, 0x85eb_ca6b)))
}

/** Keeps an input that broke its reader; gives where. */
export function keepCrasher(target: string, { reader, bytes }: FuzzInput): string {
  mkdirSync(CRASHERS, { recursive: true })
  const file = join(CRASHERS, `${target}-${reader}-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.bin`)
  writeFileSync(file, bytes)
  return file
}
