import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type LogFields = Readonly<Record<string, string | number | boolean | null>>

/** Event names and plain fields, never data of customers. */
export interface ShellLogger {
  readonly write: (level: LogLevel, event: string, fields?: LogFields) => void
}

const maxBytes = 2_000_000

/**
 * Gives a logger that appends JSON lines to a file; a full file is kept once as `<file>.1`.
 *
 * Cost    one synchronous append per line: the shell logs life events only, tens a day.
 */
export function openLog(file: string): ShellLogger {
  mkdirSync(dirname(file), { recursive: true })
  return {
    write: (level, event, fields = {}) => {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxBytes) renameSync(file, `${file}.1`)
      appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`)
    },
  }
}
