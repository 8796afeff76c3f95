import type { RowProblem } from '#shared/contract/imports.contract.ts'
import type { CellProblem } from './problem.ts'

export type RowOutcome = 'created' | 'updated' | 'skipped'

const KEPT_PROBLEMS = 500

/** What became of every row of the file. */
export class RowLog {
  readonly #reasons = new Map<number, CellProblem[]>()
  readonly #problems: RowProblem[] = []
  readonly counts: Record<RowOutcome, number> = { created: 0, updated: 0, skipped: 0 }
  read = 0

  count(outcome: RowOutcome, rows = 1): void {
    this.counts[outcome] += rows
  }

  /** Marks a row as rejected; a row may have several reasons. */
  reject(row: number, header: string | null, problem: CellProblem): void {
    const reasons = this.#reasons.get(row)
    if (reasons === undefined) this.#reasons.set(row, [problem])
    else reasons.push(problem)
    if (this.#problems.length < KEPT_PROBLEMS) this.#problems.push({ row, header, kind: problem.kind, values: { ...problem.values } })
  }

  isRejected(row: number): boolean {
    return this.#reasons.has(row)
  }

  /** Reasons by row number of the file. */
  get reasons(): ReadonlyMap<number, readonly CellProblem[]> {
    return this.#reasons
  }

  /** The first few hundred, for showing. */
  get problems(): readonly RowProblem[] {
    return this.#problems
  }
}
