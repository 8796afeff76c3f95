import type { Logger } from '../ports/logger.ts'
import type { HostReply } from './host-protocol.ts'

/** Sends the service's log lines to the shell, so that window, shell and service write one file. */
export function parentLogger(send: (reply: HostReply) => void): Logger {
  return {
    info: (event, fields = {}) => send({ type: 'log', level: 'info', event, fields: { ...fields } }),
    warn: (event, fields = {}) => send({ type: 'log', level: 'warn', event, fields: { ...fields } }),
    error: (event, cause, fields = {}) => send({ type: 'log', level: 'error', event, fields: { ...fields, cause: stackOf(cause) } }),
  }
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}
