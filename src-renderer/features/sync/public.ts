export { useSyncLamp } from './use-sync-lamp.ts'
export type { Lamp, LampTone } from './lamp.ts'
