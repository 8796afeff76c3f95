const MIB = 1024 * 1024

/** How much a relay takes from whom. Bytes and ms. */
export interface RelayLimits {
  /** Largest bundle. */
  readonly bundle: number
  /** Largest body that is no bundle. */
  readonly json: number
  /** Requests of one device in a minute. */
  readonly perMinute: number
  /** Bytes of one device in a minute, both ways. */
  readonly bytesPerMinute: number
  /** Nonces and hellos from one address in a minute, at each process. */
  readonly strangerPerMinute: number
  /** Bundles held in memory at the same time, at each process; half of it for one firm. */
  readonly inFlight: number
  /** Requests of one device at the same time, at each process. */
  readonly inFlightPerDevice: number
  /** How long a wait may last. */
  readonly waitMs: number
  /** How long the head of a request may take. */
  readonly headersMs: number
  /** How long a body may take beyond what its length needs on the slowest line. */
  readonly graceMs: number
  /** The slowest line that is served, in bytes per second. */
  readonly slowestLine: number
  readonly tokenMs: number
}

export const RELAY_LIMITS: RelayLimits = {
  bundle: 16 * MIB,
  json: MIB / 8,
  perMinute: 3000,
  bytesPerMinute: 1024 * MIB,
  strangerPerMinute: 120,
  inFlight: 256 * MIB,
  inFlightPerDevice: 12,
  waitMs: 25_000,
  headersMs: 10_000,
  graceMs: 20_000,
  slowestLine: 8192,
  tokenMs: 3_600_000,
}

/** How long so many bytes may take, in ms. */
export function timeFor(bytes: number, { graceMs, slowestLine }: RelayLimits): number {
  return graceMs + Math.ceil(bytes / slowestLine) * 1000
}
