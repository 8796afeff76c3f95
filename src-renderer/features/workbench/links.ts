import type { RouteLocationRaw } from 'vue-router'
import { filterAddress } from '#renderer/ui/filter-bar/filter-address.ts'
import { addDays } from '#shared/kernel/plain-date.ts'

/** Where the numbers of the workbench lead: to the records that they were counted from. */

/** Orders of a month up to its last counted day. */
export function ordersOfMonth(month: string, asOf: string): RouteLocationRaw {
  return {
    path: '/orders',
    query: filterAddress([
      { field: 'orderedOn', operator: 'atLeast', values: [`${month}-01`] },
      { field: 'orderedOn', operator: 'atMost', values: [lastCountedDay(month, asOf)] },
    ]),
  }
}

/** Customers entered since the month began. Units: `createdAt` UTC ms of the local midnight. */
export function newCustomersOfMonth(month: string): RouteLocationRaw {
  return { path: '/customers', query: filterAddress([{ field: 'createdAt', operator: 'atLeast', values: [startOfMonth(month)] }]) }
}

export function activitiesDoneInMonth(month: string): RouteLocationRaw {
  return { path: '/activities', query: { show: 'done', ...filterAddress([{ field: 'doneAt', operator: 'atLeast', values: [startOfMonth(month)] }]) } }
}

/** Customers whose last contact is this many days old or older. */
export function forgottenSince(days: number, asOf: string): RouteLocationRaw {
  return { path: '/customers', query: filterAddress([{ field: 'lastContactOn', operator: 'atMost', values: [addDays(asOf, -days)] }]) }
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
