import type { RelayBundle, RelayStore } from '#service/sync/relay/relay-store.ts'
import type { ChainListing } from '#service/sync/ways/way.ts'

/** What a test may look at and change behind the relay's back. */
export interface MemoryRelayStore extends RelayStore {
  readonly revoked: Set<string>
  readonly bundles: Map<string, RelayBundle>
}

/** A relay's store for one firm, in memory and without folds: what is pruned is gone, but for the newest. */
export function memoryRelayStore(): MemoryRelayStore {
  const devices = new Map<string, Buffer>()
  const bundles = new Map<string, RelayBundle>()
  const authors = new Map<string, string>()
  const revoked = new Set<string>()
  const watchers = new Set<() => void>()
  let rootKey: Buffer | null = null
  let changes = 0
  const changed = (): void => {
    changes++
    for (const watcher of watchers) watcher()
  }
  const chainOf = ({ site, scope }: { readonly site: string; readonly scope: string }): readonly RelayBundle[] =>
    [...bundles.values()].filter((bundle) => bundle.site === site && bundle.scope === scope).sort((a, b) => a.n - b.n)
  return {
    revoked,
    bundles,
    admit(device) {
      if (revoked.has(device.device)) return Promise.resolve('revoked')
      rootKey ??= device.rootKey
      devices.set(device.device, device.publicKey)
      return Promise.resolve('admitted')
    },
    deviceKey: (_, device) => Promise.resolve(devices.get(device) ?? null),
    rootKey: () => Promise.resolve(rootKey),
    revoke(_, device) {
      revoked.add(device)
      return Promise.resolve()
    },
    chains() {
      const runs: (ChainListing & { to: number })[] = []
      for (const { site, scope, n } of [...bundles.values()].sort((a, b) => a.n - b.n)) {
        const run = runs.find((held) => held.site === site && held.scope === scope && held.to === n - 1)
        if (run) run.to = n
        else runs.push({ site, scope, from: n, to: n })
      }
      return Promise.resolve(runs)
    },
    get: (_, { site, scope }, n) => Promise.resolve(bundles.get(`${site} ${scope} ${String(n)}`)?.bytes ?? null),
    put(_, bundle) {
      const key = `${bundle.site} ${bundle.scope} ${String(bundle.n)}`
      const before = bundles.get(key)
      if (before) return Promise.resolve(before.hash.equals(bundle.hash) ? 'known' : 'fork')
      if ((authors.get(bundle.site) ?? bundle.device) !== bundle.device) return Promise.resolve('fork')
      authors.set(bundle.site, bundle.device)
      bundles.set(key, bundle)
      changed()
      return Promise.resolve('new')
    },
    prune(_, chain, before, device) {
      const held = chainOf(chain)
      if (held.length === 0) return Promise.resolve('absent')
      if (authors.get(chain.site) !== device) return Promise.resolve('forbidden')
      for (const { n } of held.slice(0, -1)) if (n < before) bundles.delete(`${chain.site} ${chain.scope} ${String(n)}`)
      return Promise.resolve('pruned')
    },
    cursor: () => Promise.resolve(String(changes)),
    watch(_, callback) {
      watchers.add(callback)
      return () => void watchers.delete(callback)
    },
  }
}
