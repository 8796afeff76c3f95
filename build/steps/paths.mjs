import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))

/** Downloads shared by all checkouts of one user. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tributary')

/** Node 24 of node_modules, which everything of the project runs on. */
export const projectNode = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

export const isRoot = process.getuid?.() === 0
