import { availableParallelism, loadavg } from 'node:os'

/** One measured figure; printed as a JSON line by a bench, collected by `index.ts`. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: 'x' | 'of 1' | 'ms' | 's' | 'rows/s' | 'changes/s' | 'MB' | 'bytes'
  /** What it should be at least (rates, ratios) or at most (times, sizes). */
  readonly goal?: number | undefined
  readonly note?: string
}

const LESS_IS_BETTER = new Set<Figure['unit']>(['ms', 's', 'MB', 'bytes'])

export function printFigure(figure: Figure): void {
  process.stdout.write(`${JSON.stringify({ figure })}\n`)
}

export function meetsGoal({ value, unit, goal }: Figure): boolean {
  if (goal === undefined) return true
  return LESS_IS_BETTER.has(unit) ? value <= goal : value >= goal
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Gives the milliseconds that `work` takes. */
export function timed(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** Says whether others use the machine. */
export function howBusy(): string {
  const [load = 0] = loadavg()
  return load > availableParallelism() ? `busy machine: ${load.toFixed(0)} processes on ${String(availableParallelism())} cores` : 'quiet machine'
}

/** Ms by the clock, and of the processor by all threads of the process: on a busy machine the second tells more. */
export interface Spent {
  readonly wall: number
  readonly cpu: number
}

/** Gives what `work` takes. */
export function spent(work: () => unknown): Spent {
  const before = process.cpuUsage()
  const wall = timed(work)
  const { user, system } = process.cpuUsage(before)
  return { wall, cpu: (user + system) / 1000 }
}
