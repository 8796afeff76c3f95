/**
 * The hybrid logical clock: one safe integer that grows with every write and stays near the wall clock.
 *
 * Units   an hlc is 41 bits of milliseconds since 2020-01-01 UTC (until 2089) * 4096 + a 12-bit counter. A counter that
 *         overflows carries into the milliseconds, so it cannot run out.
 * Shape   plain numbers: compare with `>`, store as 8 bytes, sort as integers.
 */

const EPOCH_MS = 1_577_836_800_000
const COUNTS = 4096

/** A clock from another site that is further ahead than this does not move ours: one bad clock must not poison others. */
export const FUTURE_LIMIT_MS = 10 * 60_000

/**
 * Gives the clock of the next write.
 *
 * Shape   always greater than `last`, also when the wall clock stands still or goes back.
 * Units   `wallMs` UTC ms; `offsetMs` correction of a wrong wall clock, 0 when unknown.
 */
export function tick(last: number, wallMs: number, offsetMs = 0): number {
  return Math.max(last + 1, hlcFromMs(wallMs + offsetMs))
}

/**
 * Gives our last clock after meeting another site's clock, so that what we write next is later than what we have seen.
 *
 * Edge    a clock in the future (see `aheadMs`) is ignored: what it stamped still merges, but our clock stays honest.
 */
export function observe(last: number, met: number, wallMs: number, offsetMs = 0): number {
  return aheadMs(met, wallMs, offsetMs) > FUTURE_LIMIT_MS ? last : Math.max(last, met)
}

/** Gives by how many milliseconds a clock lies ahead of now; 0 when it does not. */
export function aheadMs(hlc: number, wallMs: number, offsetMs = 0): number {
  return Math.max(0, msFromHlc(hlc) - (wallMs + offsetMs))
}

/** Gives the first clock of a millisecond. Edge: times before 2020 give 0. */
export function hlcFromMs(ms: number): number {
  return Math.max(0, Math.floor(ms - EPOCH_MS)) * COUNTS
}

/** Gives the UTC millisecond of a clock. */
export function msFromHlc(hlc: number): number {
  return Math.floor(hlc / COUNTS) + EPOCH_MS
}
