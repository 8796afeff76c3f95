import type { MergeResult } from '#shared/contract/sync.contract.ts'

/** What one source came to: `nothing-new` says that it was read and held nothing that was not here. */
export type MergeOutcome = 'refused' | 'brought-changes' | 'needs-you' | 'nothing-new'

/**
 * Names the outcome of one source for its heading.
 *
 * Edge    a source that was read without a change is never called merged: nothing moved.
 */
export function outcomeOf(result: MergeResult): MergeOutcome {
  if (result.problem) return 'refused'
  if (result.counts.lost > 0) return 'needs-you'
  return result.counts.applied > 0 ? 'brought-changes' : 'nothing-new'
}

export interface MergeTotals {
  readonly sources: number
  readonly refused: number
  readonly applied: number
  readonly known: number
  readonly lost: number
}

/** Adds up the sources that were read; refused ones only count as refused. */
export function totalsOf(results: readonly MergeResult[]): MergeTotals {
  const read = results.filter((result) => !result.problem)
  const sum = (pick: (result: MergeResult) => number): number => read.reduce((total, result) => total + pick(result), 0)
  return {
    sources: results.length,
    refused: results.length - read.length,
    applied: sum((result) => result.counts.applied),
    known: sum((result) => result.counts.known),
    lost: sum((result) => result.counts.lost),
  }
}

/** The last part of a path, and the folder before it, for lists where whole paths would not fit. */
export function shortPath(path: string): string {
  const parts = path.split(/[\\/]/).filter(Boolean)
  const name = parts.at(-1) ?? path
  return name === 'tributary.db' ? (parts.at(-2) ?? name) : name
}
