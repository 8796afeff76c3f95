import { dateOfInstant } from '#shared/kernel/plain-date.ts'

/** The only source of "now" in the service; tests and the demo firm use their own. */
export interface Clock {
  /** UTC milliseconds. */
  now(): number
  /** The local calendar day, `YYYY-MM-DD`. */
  today(): string
}

export const systemClock: Clock = {
  now: () => Date.now(),
  today: () => dateOfInstant(Date.now()),
}

/** A clock that stands where it is put; `now` may be read and moved. */
export function fixedClock(start: number): Clock & { set(unixMs: number): void } {
  let now = start
  return {
    now: () => now,
    today: () => dateOfInstant(now, 'UTC'),
    set(unixMs) {
      now = unixMs
    },
  }
}
