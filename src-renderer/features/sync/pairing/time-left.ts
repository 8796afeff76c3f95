/** Gives what is left of a time as minutes and seconds, e.g. `9:05`. Units: UTC ms. Edge: 0:00 once it is over. */
export function timeLeft(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000))
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`
}
