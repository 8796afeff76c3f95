import type { Opportunity } from '#shared/contract/opportunities.contract.ts'

const DAY_MS = 86_400_000

/** Whole days since a deal came into its stage. Edge: a clock that was ahead gives 0, not a negative age. */
export function daysInStage(stageSince: number, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - stageSince) / DAY_MS))
}

export type StepState = 'none' | 'overdue' | 'planned'

/** Whether somebody knows what happens next with a deal. */
export function stepState(nextStepOn: Opportunity['nextStepOn'], today: string): StepState {
  if (nextStepOn === null) return 'none'
  return nextStepOn < today ? 'overdue' : 'planned'
}

/** How strongly a card looks its age: 0 fresh, 1 after two weeks, 2 after a month, 3 after two. */
export function ageLevel(days: number): 0 | 1 | 2 | 3 {
  if (days >= 60) return 3
  if (days >= 30) return 2
  return days >= 14 ? 1 : 0
}

/** The stage before or after another in the pipeline; undefined at its ends. */
export function neighbourStage<Stage extends { readonly id: string }>(stages: readonly Stage[], stageId: string, step: -1 | 1): Stage | undefined {
  const index = stages.findIndex((stage) => stage.id === stageId)
  return index < 0 ? undefined : stages[index + step]
}
