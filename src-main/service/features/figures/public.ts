export { refreshFigures, salesWindow, staleFigures } from './figures.ts'
export type { SalesWindow } from './sales-window.ts'
export { writeIfFree } from './write-if-free.ts'
