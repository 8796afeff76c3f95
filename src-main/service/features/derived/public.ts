export { refreshDerived } from './refresh-derived.ts'
export { thenRefresh } from './then-refresh.ts'
