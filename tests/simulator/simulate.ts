import { type Action, type Plan, planOf } from './plan.ts'
import { Run } from './run.ts'

export interface Failure {
  readonly plan: Plan
  readonly problems: readonly string[]
  readonly trace: readonly string[]
}

/** Makes a run; null when everything is as it must be. */
export async function simulate(plan: Plan): Promise<Failure | null> {
  const run = new Run(plan)
  try {
    await run.perform()
  } catch (cause) {
    run.problems.push(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))
  } finally {
    run.close()
  }
  return run.problems.length === 0 ? null : { plan, problems: run.problems, trace: run.trace }
}

/** Leaves out actions as long as something still goes wrong; gives the shortest failure found. */
export async function shrink(failure: Failure, mostRuns = 150): Promise<Failure> {
  let shortest = failure
  let runs = 0
  for (let size = Math.ceil(failure.plan.actions.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < shortest.plan.actions.length && runs < mostRuns; ) {
      const actions: Action[] = shortest.plan.actions.filter((_, i) => i < at || i >= at + size)
      runs++
      const failed = await simulate({ ...shortest.plan, actions })
      if (failed) shortest = failed
      else at += size
    }
  }
  return shortest
}

export function describeFailure({ plan, problems, trace }: Failure): string {
  const shown = problems.slice(0, 6).join('\n')
  const more = problems.length > 6 ? `\n… and ${String(problems.length - 6)} more` : ''
  return `seed ${String(plan.seed)} (npm run simulate -- --seed ${String(plan.seed)})\n${JSON.stringify({ ...plan, actions: plan.actions.length })}\n  ${trace.join('\n  ')}\n${shown}${more}\n`
}

/** Runs the seeds from `first` to `last`; gives the failures. */
export async function simulateSeeds(first: number, last: number, onFailure: (failure: Failure) => void): Promise<number> {
  let failures = 0
  for (let seed = first; seed <= last; seed++) {
    const failure = await simulate(planOf(seed))
    if (!failure) continue
    failures++
    onFailure(failure)
  }
  return failures
}
