export { refreshFigures, salesWindow, staleFigures, type SalesWindow } from './figures.ts'
export { writeIfFree } from './write-if-free.ts'
