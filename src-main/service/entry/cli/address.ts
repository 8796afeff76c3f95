import { UsageError } from './command.ts'

/** Where a command listens. */
export interface ListenAddress {
  /** Every address of this computer when it is left out. */
  readonly host: string | undefined
  readonly port: number
}

/** Reads `[HOST:]PORT` of an option. Errors: `UsageError`. */
export function listenAddress(text: string): ListenAddress {
  const [, bracket, plain, digits = ''] = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (digits === '' || port > 65_535) throw new UsageError('--listen: HOST:PORT | PORT')
  return { host: bracket ?? plain, port }
}

/** Writes an address as it is typed. */
export function writeAddress(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`
}
