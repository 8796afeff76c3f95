import type { Database } from 'better-sqlite3'
import { targetId } from '../organisation/public.ts'
import type { Records } from '../../db/records.ts'
import type { Id } from '../../db/schema.ts'
import type { RepBook } from './rep-book.ts'
import type { DemoMonth } from './timetable.ts'

/** Set above last year's sales by this much, rounded to ten thousand yuan. */
const AMBITION = 1.12
const ROUND_TO = 1_000_000

/**
 * Writes a monthly target for every representative and month of the running and the last year: last year's sales of the month plus
 * ambition, and the mean month where there is no last year.
 */
export function enterTargets(db: Database, records: Records, firmId: Id, books: readonly RepBook[], months: readonly DemoMonth[], today: string): void {
  const sold = salesByRepAndMonth(db)
  const thisYear = Number(today.slice(0, 4))
  for (const book of books) {
    const own = months.slice(0, -1).map(({ month }) => sold.get(`${book.employeeId.toString('hex')} ${month}`) ?? 0)
    const mean = own.reduce((sum, amount) => sum + amount, 0) / Math.max(1, own.length)
    for (const year of [thisYear - 1, thisYear]) {
      for (let month = 1; month <= 12; month++) {
        const period = `${String(year)}-${String(month).padStart(2, '0')}`
        const before = sold.get(`${book.employeeId.toString('hex')} ${String(year - 1)}-${period.slice(5)}`)
        const amount = Math.max(ROUND_TO, Math.round(((before ?? mean) * AMBITION) / ROUND_TO) * ROUND_TO)
        records.insert(
          'target',
          { period, employee_id: book.employeeId, amount_minor: amount, currency: 'CNY' },
          targetId(firmId, period, null, book.employeeId, null, null),
        )
      }
    }
  }
}

function salesByRepAndMonth(db: Database): Map<string, number> {
  const rows = db
    .prepare<[], { employee: Buffer; month: string; net: number }>(
      `SELECT o.employee_id AS employee, substr(o.ordered_on, 1, 7) AS month,
              sum(CASE o.kind WHEN 'return' THEN -l.amount_minor ELSE l.amount_minor END) AS net
       FROM sales_order o JOIN order_line l ON l.order_id = o.id GROUP BY 1, 2`,
    )
    .all()
  return new Map(rows.map(({ employee, month, net }) => [`${employee.toString('hex')} ${month}`, net]))
}
