import { isScope } from '../identity/scope.ts'
import { bundleNumber, isSite } from './chain-name.ts'
import type { FileTree, TreeEntry, TreePath } from './file-tree.ts'
import { inParallel } from './in-parallel.ts'
import { WayProblem } from './way.ts'

/** One directory `<writer>/<author>/<scope>`: what one copy keeps of one chain. */
export interface Shelf {
  readonly writer: string
  readonly site: string
  readonly scope: string
  readonly path: TreePath
  /** Names of bundles as they are written there, in the order of their numbers. */
  readonly names: string[]
  /** Bundles that are being written, or were left by a writer that died. */
  readonly parts: readonly string[]
}

export interface TreeScan {
  /** By {@link shelfKey}; a second directory that differs from the first in capitals only has its path as key. */
  readonly shelves: Map<string, Shelf>
  /** All directories that were looked into, where something new can appear; the likeliest first. */
  readonly directories: readonly TreePath[]
}

const PARALLEL = 12
const PART = /^[0-9]{10}-[0-9a-f]{16}\.trb\..*part$/i

/**
 * Looks through all writers' directories of one firm. Names only: no file is opened, foreign names and conflict copies are passed over, links are not followed.
 *
 * Edge   a directory that vanishes meanwhile counts as empty, and so does one below the firm's that we may not read.
 * Cost   one listing per directory: 1 + writers + authors in each + scopes in each.
 */
export async function scanTree(tree: FileTree, firm: string, signal: AbortSignal): Promise<TreeScan> {
  const writers = await below([[firm]], isSite)
  const authors = await below(writers, isSite)
  const scopes = await below(authors, isScope)
  const shelves = new Map<string, Shelf>()
  for (const shelf of await inParallel(scopes, PARALLEL, readShelf)) {
    const key = shelfKey(shelf.writer, shelf.site, shelf.scope)
    shelves.set(shelves.has(key) ? shelf.path.join('/') : key, shelf)
  }
  return { shelves, directories: [[firm], ...scopes, ...writers, ...authors] }

  /** The directories one level deeper whose names are right. */
  async function below(parents: readonly TreePath[], isRight: (name: string) => boolean): Promise<readonly TreePath[]> {
    const found = await inParallel(parents, PARALLEL, async (parent) => {
      const entries = await entriesOf(parent)
      return entries.filter((entry) => entry.isDirectory && isRight(entry.name.toLowerCase())).map((entry) => [...parent, entry.name])
    })
    return found.flat()
  }

  async function entriesOf(path: TreePath): Promise<readonly TreeEntry[]> {
    try {
      return (await tree.entries(path, signal)) ?? []
    } catch (error) {
      // One directory that its owner has closed must not keep us from all others.
      if (path.length > 1 && error instanceof WayProblem && error.kind === 'forbidden') return []
      throw error
    }
  }

  async function readShelf(path: TreePath): Promise<Shelf> {
    const files = (await entriesOf(path)).filter((entry) => !entry.isDirectory).map((entry) => entry.name)
    const [writer = '', site = '', scope = ''] = path.slice(1).map((name) => name.toLowerCase())
    return { writer, site, scope, path, names: sortedNames(files), parts: files.filter((name) => PART.test(name)) }
  }
}

export function shelfKey(writer: string, site: string, scope: string): string {
  return `${writer}/${site}/${scope}`
}

/** Those that are names of bundles, in the order of their numbers. */
export function sortedNames(files: readonly string[]): string[] {
  return files.filter((name) => bundleNumber(name) !== null).sort(byName)
}

/** The names on a shelf that begin so (a number), found without going through all. */
export function namesWith(shelf: Shelf, prefix: string): readonly string[] {
  let low = 0
  let high = shelf.names.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((shelf.names[middle] ?? '').toLowerCase() < prefix) low = middle + 1
    else high = middle
  }
  let end = low
  while (shelf.names[end]?.toLowerCase().startsWith(prefix) === true) end += 1
  return shelf.names.slice(low, end)
}

export function addName(shelf: Shelf, name: string): void {
  if (shelf.names.includes(name)) return
  shelf.names.push(name)
  shelf.names.sort(byName)
}

function byName(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()]
  return left < right ? -1 : left > right ? 1 : 0
}
