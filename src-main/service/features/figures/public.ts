export { refreshFigures, salesWindow, staleFigures } from './figures.ts'
export { writeIfFree } from './write-if-free.ts'
