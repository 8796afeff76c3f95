import type { Logger } from '../../ports/logger.ts'
import type { Io } from './command.ts'

/** One JSON object a line on standard error, as log collectors like it. */
export function lineLogger(io: Io): Logger {
  const write = (level: string, event: string, fields: object = {}): void => io.note(JSON.stringify({ at: new Date().toISOString(), level, event, ...fields }))
  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, cause, fields) => write('error', event, { ...fields, cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
  }
}
