import type { Random } from './mutate.ts'

/** Bytes for one of the readers of a target. */
export interface FuzzInput {
  /** Which reader gets them; the first part of a crasher's name. */
  readonly reader: string
  readonly bytes: Buffer
}

/** What a file `*.fuzz.ts` exports as `target`; of one that talks to a server, judging is a promise. */
export interface FuzzTarget<Judged extends void | Promise<void> = void> {
  /** Makes one input; the same one for the same random numbers. */
  make(random: Random): FuzzInput
  /** Feeds an input to its reader. Errors: throws when the outcome is none of those that the reader promises. */
  judge(input: FuzzInput): Judged
}
