import type { Excluded } from '#shared/contract/analysis.contract.ts'

/** Counts what a model left out, by reason, so that no row disappears without being named. */
export class ExcludedRows {
  readonly #counts = new Map<string, number>()

  add(reason: string, count = 1): void {
    if (count > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count)
  }

  /** Shape: sorted by reason; reasons with no rows do not occur. */
  list(): Excluded[] {
    return [...this.#counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => (a.reason < b.reason ? -1 : 1))
  }
}
