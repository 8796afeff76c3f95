export { calendarDayId } from './calendar.ts'
export { foundFirm, JOIN_FILE, joinFirm } from './found.ts'
export { unitsOfPath } from './unit-path.ts'
