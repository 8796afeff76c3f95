/** Structured log: event names and figures, never customer data, SQL values or file contents. */
export interface Logger {
  info(event: string, fields?: Readonly<Record<string, string | number | boolean>>): void
  warn(event: string, fields?: Readonly<Record<string, string | number | boolean>>): void
  error(event: string, cause: unknown, fields?: Readonly<Record<string, string | number | boolean>>): void
}

export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
