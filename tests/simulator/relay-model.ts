import type { ChainListing, ChainName, SealedBundle, Way } from '#service/sync/ways/way.ts'
import { WayProblem } from '#service/sync/ways/way.ts'

const keyOf = ({ site, scope }: ChainName): string => `${site}/${scope}`

/** What a relay keeps: the first bundle under each number. */
export class RelayModel {
  readonly name: string
  readonly #chains = new Map<string, ChainName & { readonly bundles: Map<number, Buffer>; pruned: number }>()

  constructor(name: string) {
    this.name = name
  }

  way(): Way {
    return {
      name: this.name,
      offsetMs: null,
      list: () => Promise.resolve(this.#list()),
      get: (chain, n) => Promise.resolve(this.#chains.get(keyOf(chain))?.bundles.get(n) ?? null),
      put: (bundle) => this.#put(bundle),
      prune: (chain, before) => {
        this.#prune(chain, before)
        return Promise.resolve()
      },
      changed: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }
  }

  #list(): ChainListing[] {
    return [...this.#chains.values()].flatMap(({ site, scope, bundles }) => {
      const runs: { site: string; scope: string; from: number; to: number }[] = []
      for (const n of [...bundles.keys()].sort((a, b) => a - b)) {
        const last = runs.at(-1)
        if (last?.to === n - 1) last.to = n
        else runs.push({ site, scope, from: n, to: n })
      }
      return runs
    })
  }

  #put({ site, scope, n, bytes }: SealedBundle): Promise<'new' | 'known'> {
    const key = keyOf({ site, scope })
    let chain = this.#chains.get(key)
    if (!chain) this.#chains.set(key, (chain = { site, scope, bundles: new Map(), pruned: 0 }))
    const held = chain.bundles.get(n)
    if (held && !held.equals(bytes)) return Promise.reject(new WayProblem('fork', this.name))
    if (held || n < chain.pruned) return Promise.resolve('known')
    chain.bundles.set(n, Buffer.from(bytes))
    return Promise.resolve('new')
  }

  #prune(chain: ChainName, before: number): void {
    const held = this.#chains.get(keyOf(chain))
    if (!held) return
    const newest = Math.max(...held.bundles.keys())
    held.pruned = Math.max(held.pruned, Math.min(before, newest))
    for (const n of held.bundles.keys()) if (n < held.pruned) held.bundles.delete(n)
  }
}
