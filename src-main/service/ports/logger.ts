/** Structured log: event names and figures, never customer data, SQL values or file contents. */
export interface Logger {
  info(event: string, fields?: Readonly<Record<string, string | number | boolean>>): void
  warn(event: string, fields?: Readonly<Record<string, string | number | boolean>>): void
  error(event: string, cause: unknown, fields?: Readonly<Record<string, string | number | boolean>>): void
}

export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** One JSON line per event to a writer, e.g. standard error or a log file. */
export function lineLogger(write: (line: string) => void, now: () => number): Logger {
  const put = (level: string, event: string, fields: object): void => {
    write(`${JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...fields })}\n`)
  }
  return {
    info: (event, fields = {}) => put('info', event, fields),
    warn: (event, fields = {}) => put('warn', event, fields),
    error: (event, cause, fields = {}) =>
      put('error', event, { ...fields, cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
  }
}
