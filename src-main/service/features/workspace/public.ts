export { calendarDayId } from './calendar.ts'
export { foundFirm, joinFirm } from './found.ts'
export { JOIN_FILE } from './join-file.ts'
export { unitsOfPath } from './unit-path.ts'
