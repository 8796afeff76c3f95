import type { RouteLocationRaw } from 'vue-router'
import type { FilterCondition } from '#shared/contract/list-query.ts'
import { filterAddress } from '#renderer/ui/filter-bar/filter-address.ts'
import { addDays } from '#shared/kernel/plain-date.ts'

/**
 * Where the numbers of the workbench lead: to the records that they were counted from. `owner` is the employee whose numbers they are,
 * null for everybody in the copy.
 */

/** Orders of a month up to its last counted day. */
export function ordersOfMonth(month: string, asOf: string, owner: string | null): RouteLocationRaw {
  return {
    path: '/orders',
    query: filterAddress([
      { field: 'orderedOn', operator: 'atLeast', values: [`${month}-01`] },
      { field: 'orderedOn', operator: 'atMost', values: [lastCountedDay(month, asOf)] },
      ...ownedBy('employeeId', owner),
    ]),
  }
}

/** Customers entered since the month began. Units: `createdAt` UTC ms of the local midnight. */
export function newCustomersOfMonth(month: string, owner: string | null): RouteLocationRaw {
  return { path: '/customers', query: filterAddress([{ field: 'createdAt', operator: 'atLeast', values: [startOfMonth(month)] }, ...ownedBy('ownerId', owner)]) }
}

export function activitiesDoneInMonth(month: string, owner: string | null): RouteLocationRaw {
  return { path: '/activities', query: { show: 'done', ...filterAddress([{ field: 'doneAt', operator: 'atLeast', values: [startOfMonth(month)] }, ...ownedBy('ownerId', owner)]) } }
}

/** Customers with sales whose last contact is `days` old or older, but not as old as `next` (null: without end). */
export function forgottenBetween(days: number, next: number | null, asOf: string, owner: string | null): RouteLocationRaw {
  return {
    path: '/customers',
    query: filterAddress([
      { field: 'sales12Minor', operator: 'atLeast', values: [1] },
      { field: 'lastContactOn', operator: 'atMost', values: [addDays(asOf, -days)] },
      ...(next === null ? [] : [{ field: 'lastContactOn', operator: 'atLeast' as const, values: [addDays(asOf, 1 - next)] }]),
      ...ownedBy('ownerId', owner),
    ]),
  }
}

function ownedBy(field: string, owner: string | null): FilterCondition[] {
  return owner === null ? [] : [{ field, operator: 'is', values: [owner] }]
}

/** The same days of another month: up to the day of `asOf`, or the end of a shorter month. */
function lastCountedDay(month: string, asOf: string): string {
  const firstOfNext = `${nextMonth(month)}-01`
  const last = addDays(firstOfNext, -1)
  const wanted = `${month}${asOf.slice(7)}`
  return wanted < last ? wanted : last
}

function nextMonth(month: string): string {
  return addDays(`${month}-28`, 4).slice(0, 7)
}

function startOfMonth(month: string): number {
  return new Date(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1, 1).getTime()
}

/** Gives the month before, and the same month of the year before. */
export function comparedMonths(month: string): { previous: string; lastYear: string } {
  return { previous: addDays(`${month}-01`, -1).slice(0, 7), lastYear: `${Number(month.slice(0, 4)) - 1}${month.slice(4)}` }
}
