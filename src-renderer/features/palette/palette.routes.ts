import type { Feature } from '#renderer/ui/frame/index.ts'

export const palette: Feature = { name: 'palette', routes: [] }
