import type { SyncWay } from '#shared/contract/sync-ways.contract.ts'

export type WayState = 'running' | 'failed' | 'good' | 'new'

/** Says in one word how a way stands. */
export function wayStateOf({ isRunning, problem, doneAt }: Pick<SyncWay, 'isRunning' | 'problem' | 'doneAt'>): WayState {
  if (isRunning) return 'running'
  if (problem) return 'failed'
  return doneAt === null ? 'new' : 'good'
}

/** Clocks that differ by less are not worth a word. */
const WORTH_SAYING_MS = 30_000

/** Gives by how many minutes this computer's clock is behind (positive) or ahead; null when it is right, or nobody said. */
export function clockMinutes(offsetMs: number | null): number | null {
  if (offsetMs === null || Math.abs(offsetMs) < WORTH_SAYING_MS) return null
  return Math.sign(offsetMs) * Math.max(1, Math.round(Math.abs(offsetMs) / 60_000))
}
