import type { FileTree, TreeEntry, TreePath } from '#service/sync/ways/file-tree.ts'

interface News {
  readonly path: string
  /** null: it was taken away. */
  readonly bytes: Buffer | null
}

/**
 * A folder that a program carries from computer to computer, as a model: each copy sees a replica of its own, to which what others did comes late, in
 * any order, half first, with conflict copies beside it. All of that follows from `random`.
 *
 * @param random  gives numbers from 0 up to 1, the same each time the test runs with the same seed
 */
export class VirtualFolder {
  readonly #random: () => number
  readonly #replicas = new Map<number, Map<string, Buffer>>()
  readonly #underWay = new Map<number, News[]>()

  constructor(random: () => number) {
    this.#random = random
  }

  /** The folder as that copy sees it. All copies have to be named before the first one writes. */
  treeOf(copy: number): FileTree {
    const replica = this.#replicas.get(copy) ?? new Map<string, Buffer>()
    this.#replicas.set(copy, replica)
    const step = <T>(signal: AbortSignal, work: () => T): Promise<T> => {
      signal.throwIfAborted()
      this.#carrySome(copy)
      return Promise.resolve(work())
    }
    return {
      name: `virtual folder of copy ${String(copy)}`,
      entries: (path, signal) => step(signal, () => entriesOf(replica, path)),
      read: (path, maxBytes, signal) => step(signal, () => {
        const bytes = replica.get(path.join('/'))
        return bytes === undefined || bytes.length > maxBytes ? null : bytes
      }),
      look: (path, signal) => step(signal, () => {
        const bytes = replica.get(path.join('/'))
        return bytes === undefined ? null : { stamp: String(bytes.length), modifiedMs: 0 }
      }),
      write: (path, bytes, signal) => step(signal, () => this.#do(copy, { path: path.join('/'), bytes: Buffer.from(bytes) })),
      remove: (path, signal) => step(signal, () => this.#do(copy, { path: path.join('/'), bytes: null })),
      watch: () => () => undefined,
      close: () => undefined,
    }
  }

  /** Everything that is under way arrives. */
  settle(): void {
    for (const copy of this.#replicas.keys()) while (this.#underWay.get(copy)?.length) this.#carryOne(copy)
  }

  #do(copy: number, news: News): void {
    apply(this.#replicas.get(copy), news)
    for (const other of this.#replicas.keys()) {
      if (other !== copy) this.#underWay.set(other, [...(this.#underWay.get(other) ?? []), news])
    }
  }

  #carrySome(copy: number): void {
    while (this.#underWay.get(copy)?.length && this.#random() < 0.4) this.#carryOne(copy)
  }

  /** One piece of news arrives, not always the oldest; of one file, in the order in which it was written. */
  #carryOne(copy: number): void {
    const waiting = this.#underWay.get(copy) ?? []
    const chosen = waiting[Math.floor(this.#random() * waiting.length)]
    const index = waiting.findIndex(({ path }) => path === chosen?.path)
    const [news] = waiting.splice(index, 1)
    if (news === undefined) return
    const replica = this.#replicas.get(copy)
    const chance = this.#random()
    if (news.bytes !== null && chance < 0.4) {
      // Half of it now; the whole comes later.
      apply(replica, { path: news.path, bytes: news.bytes.subarray(0, Math.floor(news.bytes.length / 2)) })
      waiting.splice(index, 0, news)
      return
    }
    if (chance > 0.8) apply(replica, { path: news.path.replace(/\.trb$/, ' (conflicted copy).trb'), bytes: news.bytes })
    apply(replica, news)
  }
}

function apply(replica: Map<string, Buffer> | undefined, { path, bytes }: News): void {
  if (bytes === null) replica?.delete(path)
  else replica?.set(path, bytes)
}

function entriesOf(replica: ReadonlyMap<string, Buffer>, directory: TreePath): readonly TreeEntry[] | null {
  const prefix = directory.map((name) => `${name}/`).join('')
  const found = new Map<string, TreeEntry>()
  for (const path of replica.keys()) {
    if (!path.startsWith(prefix)) continue
    const [name = '', ...below] = path.slice(prefix.length).split('/')
    found.set(name, { name, isDirectory: below.length > 0 })
  }
  return found.size === 0 && directory.length > 0 ? null : [...found.values()]
}
