import { BUNDLE_LIMIT } from '../bundle/header.ts'
import { bundleFileName, bundleNumber, checkBundleName, isWhole, numberPrefix } from './chain-name.ts'
import type { FileTree, TreePath } from './file-tree.ts'
import { inParallel } from './in-parallel.ts'
import { addName, namesWith, scanTree, shelfKey, sortedNames } from './tree-scan.ts'
import type { Shelf, TreeScan } from './tree-scan.ts'
import { waitFor } from './wait.ts'
import { WayProblem } from './way.ts'
import type { ChainListing, ChainName, SealedBundle, Way } from './way.ts'

export interface TreeWayOptions {
  /** Names the firm: 32 hex digits. */
  readonly firm: string
  /** The site of this copy: below its directory, and nowhere else, is written. */
  readonly writer: string
  /** How often `changed` looks whether something came; where looking takes long, less often. */
  readonly pollMs?: number
  readonly now?: () => number
}

const DEFAULT_POLL_MS = 20_000
/** Looking takes at most a tenth of the time. */
const POLL_PER_SCAN = 10
/** After a change is noticed: whoever made it may not be through. */
const SETTLE_MS = 100
/** A `.part` that nobody touched for so long belongs to a writer that died. */
const STALE_PART_MS = 3_600_000
/** How long a file that was not whole is left out of the listing although it looks the same: not all places tell changes. */
const DISTRUST_MS = 60_000
const PRUNE_PARALLEL = 4

/** A way over directories of files in the layout of docs/sync-protocol.md, section 3. */
export function openTreeWay(tree: FileTree, options: TreeWayOptions): Way {
  return new TreeWay(tree, options)
}

class TreeWay implements Way {
  readonly name: string
  readonly offsetMs = null
  readonly #tree: FileTree
  readonly #firm: string
  readonly #writer: string
  readonly #pollMs: number
  readonly #now: () => number
  /** What was listed last, and what was put since. */
  #listed: TreeScan | null = null
  /** Files that were not what their names say, by path. */
  readonly #distrusted = new Map<string, { readonly path: TreePath; readonly stamp: string; readonly until: number }>()

  constructor(tree: FileTree, { firm, writer, pollMs = DEFAULT_POLL_MS, now = Date.now }: TreeWayOptions) {
    this.name = tree.name
    this.#tree = tree
    this.#firm = firm
    this.#writer = writer
    this.#pollMs = pollMs
    this.#now = now
  }

  async list(signal: AbortSignal): Promise<readonly ChainListing[]> {
    signal.throwIfAborted()
    const scan = await scanTree(this.#tree, this.#firm, signal)
    await this.#removeStaleParts(scan, signal)
    await this.#trustAgain(signal)
    this.#listed = scan
    return this.#chainsOf(scan)
  }

  async get(chain: ChainName, n: number, signal: AbortSignal): Promise<Buffer | null> {
    signal.throwIfAborted()
    checkBundleName(this.name, chain, n)
    const tried = new Set<string>()
    for (const path of this.#candidates(await this.#known(signal), chain, n)) {
      tried.add(path.join('/'))
      const bytes = await this.#readWhole(path, signal)
      if (bytes !== null) return bytes
    }
    // What came after the listing: its author is the one who has it first.
    const shelf = [this.#firm, chain.site, chain.site, chain.scope]
    const names = sortedNames(((await this.#tree.entries(shelf, signal)) ?? []).map((entry) => entry.name))
    for (const name of names) {
      if (bundleNumber(name) !== n || tried.has([...shelf, name].join('/'))) continue
      const bytes = await this.#readWhole([...shelf, name], signal)
      if (bytes !== null) return bytes
    }
    return null
  }

  async put(bundle: SealedBundle, signal: AbortSignal): Promise<'new' | 'known'> {
    signal.throwIfAborted()
    checkBundleName(this.name, bundle, bundle.n)
    const name = bundleFileName(bundle.n, bundle.bytes)
    const scan = await this.#known(signal)
    for (const path of this.#candidates(scan, bundle, bundle.n)) {
      const isSame = path.at(-1)?.toLowerCase() === name
      const isOurs = path[1]?.toLowerCase() === this.#writer
      if (!isSame && !isOurs) continue
      if ((await this.#readWhole(path, signal)) === null) continue
      if (isSame) return 'known'
      throw new WayProblem('fork', this.name)
    }
    const shelf = this.#shelfOf(bundle)
    await this.#tree.write([...shelf, name], bundle.bytes, signal)
    this.#distrusted.delete([...shelf, name].join('/'))
    this.#remember(bundle, shelf, name)
    return 'new'
  }

  /** Only below our own directory; there also what we passed on for others. */
  async prune(chain: ChainName, before: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    checkBundleName(this.name, chain, before)
    const shelf = this.#shelfOf(chain)
    const names = ((await this.#tree.entries(shelf, signal)) ?? []).map((entry) => entry.name)
    const gone = sortedNames(names).filter((name) => (bundleNumber(name) ?? before) < before)
    await inParallel(gone, PRUNE_PARALLEL, (name) => this.#tree.remove([...shelf, name], signal))
    const known = this.#listed?.shelves.get(shelfKey(this.#writer, chain.site, chain.scope))
    known?.names.splice(0, known.names.length, ...known.names.filter((name) => !gone.includes(name)))
  }

  async changed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    let stir = (): void => undefined
    let watched = this.#listed?.directories ?? []
    let unwatch = this.#tree.watch(watched, () => stir())
    try {
      for (;;) {
        const stirred = new Promise<void>((resolve) => {
          stir = resolve
        })
        const startedAt = performance.now()
        const scan = await scanTree(this.#tree, this.#firm, signal)
        if (this.#hasNews(scan) || (await this.#trustAgain(signal))) return
        const took = performance.now() - startedAt
        if (!isSameDirectories(watched, scan.directories)) {
          unwatch()
          watched = scan.directories
          unwatch = this.#tree.watch(watched, () => stir())
        }
        await waitFor(Math.max(this.#pollMs, took * POLL_PER_SCAN), signal, stirred)
        await waitFor(SETTLE_MS, signal)
      }
    } finally {
      unwatch()
    }
  }

  close(): Promise<void> {
    this.#tree.close()
    return Promise.resolve()
  }

  async #known(signal: AbortSignal): Promise<TreeScan> {
    this.#listed ??= await scanTree(this.#tree, this.#firm, signal)
    return this.#listed
  }

  #shelfOf({ site, scope }: ChainName): TreePath {
    return [this.#firm, this.#writer, site, scope]
  }

  /** Where this number may lie: with its author first, who wrote it there himself. */
  #candidates(scan: TreeScan, { site, scope }: ChainName, n: number): readonly TreePath[] {
    const prefix = numberPrefix(n)
    const paths: TreePath[] = []
    for (const shelf of scan.shelves.values()) {
      if (shelf.site !== site || shelf.scope !== scope) continue
      const found = namesWith(shelf, prefix).map((name) => [...shelf.path, name])
      if (shelf.writer === site) paths.unshift(...found)
      else paths.push(...found)
    }
    return paths
  }

  /** The content of a file if it is what its name says; otherwise it is left out of the listing for a while, so that somebody puts it again. */
  async #readWhole(path: TreePath, signal: AbortSignal): Promise<Buffer | null> {
    const bytes = await this.#tree.read(path, BUNDLE_LIMIT, signal).catch((error: unknown) => {
      if (error instanceof WayProblem && error.kind === 'forbidden') return null
      throw error
    })
    const key = path.join('/')
    if (bytes !== null && isWhole(path.at(-1) ?? '', bytes)) {
      this.#distrusted.delete(key)
      return bytes
    }
    const seen = await this.#tree.look(path, signal)
    if (seen !== null) this.#distrusted.set(key, { path, stamp: seen.stamp, until: this.#now() + DISTRUST_MS })
    return null
  }

  /** Takes back the distrust of files that changed since, or after a while; tells whether one changed. */
  async #trustAgain(signal: AbortSignal): Promise<boolean> {
    let hasChanged = false
    for (const [key, { path, stamp, until }] of this.#distrusted) {
      const seen = await this.#tree.look(path, signal)
      if (seen !== null && seen.stamp === stamp && this.#now() < until) continue
      this.#distrusted.delete(key)
      if (seen !== null && seen.stamp !== stamp) hasChanged = true
    }
    return hasChanged
  }

  #chainsOf(scan: TreeScan): readonly ChainListing[] {
    const chains = new Map<string, ChainListing>()
    for (const { writer, site, scope, path, names } of scan.shelves.values()) {
      const trusted = this.#distrusted.size === 0 ? names : names.filter((name) => !this.#distrusted.has([...path, name].join('/')))
      const from = bundleNumber(trusted[0] ?? '')
      const to = bundleNumber(trusted.at(-1) ?? '')
      if (from === null || to === null) continue
      const other = chains.get(`${site}/${scope}`)
      const forkedAt = writer === site ? firstTwice(trusted) : other?.forkedAt
      const [first, last] = [Math.min(from, other?.from ?? from), Math.max(to, other?.to ?? to)]
      chains.set(`${site}/${scope}`, { site, scope, from: first, to: last, ...(forkedAt === undefined ? {} : { forkedAt }) })
    }
    return [...chains.values()]
  }

  #hasNews(scan: TreeScan): boolean {
    for (const [key, shelf] of scan.shelves) {
      const known = new Set(this.#listed?.shelves.get(key)?.names)
      if (shelf.names.some((name) => !known.has(name))) return true
    }
    return false
  }

  /** What we put ourselves is no news. */
  #remember({ site, scope }: ChainName, path: TreePath, name: string): void {
    const key = shelfKey(this.#writer, site, scope)
    const shelf: Shelf = this.#listed?.shelves.get(key) ?? { writer: this.#writer, site, scope, path, names: [], parts: [] }
    addName(shelf, name)
    this.#listed?.shelves.set(key, shelf)
  }

  /** What a former run of this copy left behind; others clean up their own. */
  async #removeStaleParts(scan: TreeScan, signal: AbortSignal): Promise<void> {
    for (const shelf of scan.shelves.values()) {
      if (shelf.writer !== this.#writer) continue
      for (const part of shelf.parts) {
        const path = [...shelf.path, part]
        const seen = await this.#tree.look(path, signal)
        if (seen === null || this.#now() - seen.modifiedMs <= STALE_PART_MS) continue
        await this.#tree.remove(path, signal).catch((error: unknown) => {
          // A place that can only be read is good enough for listing.
          if (!(error instanceof WayProblem)) throw error
        })
      }
    }
  }
}

/** The first number that two names have. Shape: names in the order of their numbers. */
function firstTwice(names: readonly string[]): number | undefined {
  const at = names.findIndex((name, i) => bundleNumber(name) === bundleNumber(names[i + 1] ?? ''))
  return bundleNumber(names[at] ?? '') ?? undefined
}

function isSameDirectories(a: readonly TreePath[], b: readonly TreePath[]): boolean {
  return a.length === b.length && a.every((path, index) => path.join('/') === b[index]?.join('/'))
}
