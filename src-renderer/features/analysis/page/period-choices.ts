import { addMonthsToDate } from '#shared/kernel/calendar-month.ts'
import { addDays } from '#shared/kernel/plain-date.ts'
import type { ModelParams } from '../use-model-params.ts'

export const periodChoices = ['all', 'this-year', 'last-year', 'last-12', 'last-24', 'own'] as const
export type PeriodChoice = (typeof periodChoices)[number]

/** Gives the parameters of a choice. "Own" starts with the running month, to be changed. */
export function spanOf(choice: PeriodChoice, today: string): Record<'from' | 'to', string | undefined> {
  const year = Number(today.slice(0, 4))
  switch (choice) {
    case 'all':
      return { from: undefined, to: undefined }
    case 'own':
      return { from: `${today.slice(0, 7)}-01`, to: today }
    case 'this-year':
      return { from: `${year}-01-01`, to: today }
    case 'last-year':
      return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` }
    case 'last-12':
      return { from: addDays(addMonthsToDate(today, -12), 1), to: today }
    case 'last-24':
      return { from: addDays(addMonthsToDate(today, -24), 1), to: today }
  }
}

/** Says which choice the parameters are; dates that fit none are "own". */
export function periodOf(params: ModelParams, today: string): PeriodChoice {
  if (params['from'] === undefined && params['to'] === undefined) return 'all'
  return periodChoices.find((choice) => choice !== 'own' && choice !== 'all' && spanOf(choice, today).from === params['from'] && spanOf(choice, today).to === params['to']) ?? 'own'
}
