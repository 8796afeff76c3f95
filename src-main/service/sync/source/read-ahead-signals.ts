/**
 * What a merge and the thread that reads ahead for it tell each other while both are busy: numbers in shared memory.
 *
 * Shape   messages sent and taken; 1 when it should stop; 1 while the thread has a source open; 1 when it has ended; then who took each source.
 */
export const SENT = 0
export const TAKEN = 1
export const STOP = 2
export const BUSY = 3
export const ENDED = 4
const CLAIMS = 5

/** Messages that wait to be taken at most: the memory that reading ahead may use. */
export const MESSAGES_AHEAD = 12

export function newSignals(sources: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer((CLAIMS + sources) * Int32Array.BYTES_PER_ELEMENT))
}

/** Takes a source for oneself; false when the other one has it. */
export function claim(signals: Int32Array, source: number): boolean {
  return Atomics.compareExchange(signals, CLAIMS + source, 0, 1) === 0
}

/** Sets a number and wakes whoever waits for it. */
export function raise(signals: Int32Array, cell: number, value: number): void {
  Atomics.store(signals, cell, value)
  Atomics.notify(signals, cell)
}
