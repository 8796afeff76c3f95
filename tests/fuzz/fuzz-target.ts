import type { Random } from './mutate.ts'

/** Bytes for one of the readers of a target. */
export interface FuzzInput {
  /** Which reader gets them; the first part of a crasher's name. */
  readonly reader: string
  readonly bytes: Buffer
}

/** What a file `*.fuzz.ts` exports as `target`. */
export interface FuzzTarget {
  /** Makes one input; the same one for the same random numbers. */
  make(random: Random): FuzzInput
  /** Feeds an input to its reader. Errors: throws when the outcome is none of those that the reader promises. */
  judge(input: FuzzInput): void
}
