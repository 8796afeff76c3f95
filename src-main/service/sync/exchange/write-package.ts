import { refuse } from '../../refusal.ts'
import { openPackageWay } from '../ways/package-way.ts'
import { WayProblem } from '../ways/way.ts'
import type { LocalChain } from './exchange.ts'

export interface PackageContent {
  /** What is written of each: all that is kept here. */
  readonly chains: readonly LocalChain[]
  readonly bundle: (chain: LocalChain, n: number) => Promise<Buffer | null>
}

/**
 * Writes chains into a package file, wholly or not at all; what the file held before stays in it. Gives how many bundles were put.
 *
 * Shape   `firm` and `writer` as hex.
 * Errors  refuses with `way-<kind of problem>`; an abort leaves no file.
 */
export async function writePackage(
  file: string,
  who: { readonly firm: string; readonly writer: string },
  { chains, bundle }: PackageContent,
  signal: AbortSignal,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<number> {
  const way = openPackageWay(file, who)
  const total = chains.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  let done = 0
  try {
    for (const chain of chains) {
      for (let n = chain.from; n <= chain.to; n++) {
        progress(done++, total)
        const bytes = await bundle(chain, n)
        if (bytes) await way.put({ site: chain.site, scope: chain.scope, n, bytes }, signal)
      }
    }
    await way.close()
    return done
  } catch (cause) {
    await way.abandon()
    if (cause instanceof WayProblem) return refuse(`way-${cause.kind}`, { way: file })
    throw cause
  }
}
