export * from './format.ts'
export { today, useFormat, type Format } from './use-format.ts'
