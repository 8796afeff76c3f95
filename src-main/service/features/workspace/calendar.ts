import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { derivedId } from '../../db/derived-id.ts'
import type { Records } from '../../db/records.ts'
import type { Id } from '../../db/schema.ts'

/**
 * Writes the published Chinese public holidays and make-up days 调休 (State Council notices, as collected by `chinese-days`) as
 * the firm's first calendar. They are rows like any other: the firm edits them, and adds the years that are not published yet.
 */
export function writeChineseCalendar(records: Records, firmId: Id): void {
  for (const [kind, days] of [['rest', published.holidays], ['work', published.workdays]] as const) {
    for (const [day, label] of Object.entries(days)) {
      records.insert('calendar_day', { day, kind, name: label.split(',')[1] ?? null }, calendarDayId(firmId, day))
    }
  }
}

/** One row a day, whoever sets it. */
export function calendarDayId(firmId: Id, day: string): Buffer {
  return derivedId('calendar_day', firmId, day)
}
