export const root: string
export const cacheFolder: string
export const projectNode: string
export const isRoot: boolean
