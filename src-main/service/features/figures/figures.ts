import { addMonthsToDate } from '#shared/kernel/calendar-month.ts'
import { addDays, daysBetween } from '#shared/kernel/plain-date.ts'
import { chooseAsOf } from '../../analysis/rules/period.ts'
import type { Workspace } from '../../db/workspace.ts'
import { writeIfFree } from './write-if-free.ts'
import { rebuildFigures, updateFigures } from './figures.sql.ts'
import type { SalesWindow } from './sales-window.ts'

/** Above this share of changed orders one sweep over everything is faster than single look-ups. */
const REBUILD_SHARE = 0.2
/** More days between two as-of dates touch so many customers that a sweep is simpler. */
const SLIDE_DAYS = 45

interface State {
  readonly stale: number
  readonly asOf: string | null
  readonly isDirty: number
  readonly newest: string | null
}

/** Gives the 12 months that end today, or with the newest order where the data are history. */
export function salesWindow(workspace: Workspace): SalesWindow {
  return windowOf(readState(workspace), workspace)
}

function windowOf(state: State, workspace: Workspace): SalesWindow {
  const { date } = chooseAsOf(undefined, workspace.clock.today(), state.newest)
  return { from: addDays(addMonthsToDate(date, -12), 1), asOf: date }
}

/**
 * Brings order totals and customer figures up to date; call it before reading `order_total` or `customer_figure`.
 *
 * Edge    while another thread writes for long (an import), nothing is done and the figures are those of before.
 * Cost    microseconds when nothing changed; else as many orders and customers as changed, at most one sweep.
 */
export function refreshFigures(workspace: Workspace): void {
  const state = readState(workspace)
  const window = windowOf(state, workspace)
  if (state.stale === 0 && state.isDirty === 0 && state.asOf === window.asOf) return
  writeIfFree(workspace.db, () => {
    if (state.stale === 1 || state.asOf === null || isMuchDirty(workspace)) {
      rebuildFigures(workspace, window)
      return
    }
    if (state.asOf !== window.asOf) {
      if (Math.abs(daysBetween(state.asOf, window.asOf)) > SLIDE_DAYS) {
        rebuildFigures(workspace, window)
        return
      }
      noteSlidingCustomers(workspace, state.asOf, window.asOf)
    }
    updateFigures(workspace, window)
  })
}

/** Says that everything is to be computed anew; a bulk writer that calls it first spares itself the notes of the triggers. */
export function staleFigures(workspace: Workspace): void {
  workspace.db.prepare('UPDATE figure_state SET stale = 1').run()
}

function readState(workspace: Workspace): State {
  const state = workspace.db
    .prepare<[], State>(
      `SELECT stale, as_of AS asOf, EXISTS (SELECT 1 FROM order_dirty) OR EXISTS (SELECT 1 FROM customer_dirty) AS isDirty,
         (SELECT max(ordered_on) FROM sales_order) AS newest FROM figure_state`,
    )
    .get()
  if (!state) throw new Error('figures: the state row is missing')
  return state
}

function isMuchDirty(workspace: Workspace): boolean {
  const counts = workspace.db
    .prepare<[], { dirty: number; every: number }>(
      `SELECT (SELECT count(*) FROM order_dirty) + (SELECT count(*) FROM customer_dirty) AS dirty,
         (SELECT count(*) FROM order_total) + (SELECT count(*) FROM customer_figure) AS every`,
    )
    .get()
  return counts !== undefined && counts.dirty > 500 && counts.dirty > counts.every * REBUILD_SHARE
}

/** When the as-of date moves, only customers with orders on the days that come in or fall out change. */
function noteSlidingCustomers(workspace: Workspace, before: string, now: string): void {
  const note = workspace.db.prepare(
    `INSERT INTO customer_dirty (id) SELECT DISTINCT customer_id FROM sales_order
     WHERE ordered_on > ? AND ordered_on <= ? AND customer_id IS NOT NULL ON CONFLICT DO NOTHING`,
  )
  const [first, last] = before < now ? [before, now] : [now, before]
  note.run(first, last)
  note.run(addMonthsToDate(first, -12), addMonthsToDate(last, -12))
}
