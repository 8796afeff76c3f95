import type { ParseArgsConfig } from 'node:util'
import { parseArgs } from 'node:util'
import type { Language } from '#shared/i18n/index.ts'
import type { Say } from './messages.ts'

/** Where a command writes: its result on standard output, everything said to the person on standard error. */
export interface Io {
  readonly language: Language
  readonly say: Say
  /** Prints the result for a person. */
  result(text: string): void
  /** Prints exactly one JSON value. */
  json(value: unknown): void
  /** Says something beside the result. */
  note(text: string): void
  /** Shows how far a long task is; only on a terminal. */
  progress(step: string, done: number, total: number | null): void
}

export interface Command {
  /** One line: the arguments after the name. */
  readonly usage: string
  /** Gives the exit code: 0, or 1 for a failed check. */
  readonly run: (args: readonly string[], io: Io) => Promise<number> | number
}

/** Thrown for arguments that the command does not take: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

type Options = NonNullable<ParseArgsConfig['options']>

/** Parses a command's arguments strictly. Errors: `UsageError` for unknown options, missing values, or too few or many names. */
export function parse<O extends Options>(args: readonly string[], options: O, positionals: { readonly min: number; readonly max: number }) {
  const parsed = strictly(() => parseArgs({ args: [...args], options, allowPositionals: true, strict: true }))
  const { length } = parsed.positionals
  if (length < positionals.min || length > positionals.max) throw new UsageError(`${String(length)}`)
  return parsed
}

function strictly<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

/** Parses an option that holds JSON. Errors: `UsageError`. */
export function parseJson(option: string, text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`--${option}: JSON`)
  }
}

/** Takes one of the allowed words. Errors: `UsageError` naming them. */
export function oneOf<T extends string>(option: string, allowed: readonly T[], value: string): T {
  const found = allowed.find((word) => word === value)
  if (found === undefined) throw new UsageError(`--${option}: ${allowed.join(' | ')}`)
  return found
}

export function required(option: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new UsageError(`--${option}`)
  return value
}
