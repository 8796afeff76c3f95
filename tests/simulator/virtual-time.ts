import { dateOfInstant } from '#shared/kernel/plain-date.ts'
import type { Clock } from '#service/ports/clock.ts'

export const START = Date.UTC(2026, 0, 1)

/** The true time of a run; nobody knows it. */
export class VirtualTime {
  now = START

  pass(ms: number): void {
    this.now += ms
  }
}

/** The clock of one computer: the true time and how far it is off, which may jump. */
export class VirtualClock implements Clock {
  offsetMs: number
  readonly #time: VirtualTime

  constructor(time: VirtualTime, offsetMs: number) {
    this.#time = time
    this.offsetMs = offsetMs
  }

  now(): number {
    return this.#time.now + this.offsetMs
  }

  today(): string {
    return dateOfInstant(this.now(), 'UTC')
  }
}
