import { addDays } from '#shared/kernel/plain-date.ts'

export const postponeDays = [1, 3, 7] as const

/**
 * Gives the day to which a step moves.
 *
 * Edge    an overdue step counts from today, so that "+1" never leaves it overdue; a later one from its own day. Without a day: from today.
 */
export function postponedTo(plannedOn: string | null, days: number, today: string): string {
  return addDays(plannedOn !== null && plannedOn > today ? plannedOn : today, days)
}
