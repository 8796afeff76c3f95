import { addMonthsToDate } from '#shared/kernel/calendar-month.ts'
import type { ModelParams } from '../use-model-params.ts'

/** Gives the parameters of the same question a year before: as-of date and period move back twelve months, filters stay. */
export function lastYear(params: ModelParams, asOf: string): ModelParams {
  const back = (date: unknown): string | undefined => (typeof date === 'string' ? addMonthsToDate(date, -12) : undefined)
  const from = back(params['from'])
  const to = back(params['to'])
  return { ...params, asOf: addMonthsToDate(asOf, -12), ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}
