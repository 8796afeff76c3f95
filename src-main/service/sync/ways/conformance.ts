import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WayProblem } from './way.ts'
import type { ChainListing, SealedBundle, Way, WayProblemKind } from './way.ts'

/** What a way does in its own manner; everything else is the same for all. */
export interface WayTraits {
  /** A bundle under a number that another copy has used for another one: refused as `fork`, or kept beside it for the chain check to find. */
  readonly secondContent: 'refused' | 'kept-beside'
  /** When others can have what was put. A package is handed over as a whole: it is closed, and the others open it anew. */
  readonly shared: 'at-put' | 'at-close'
  /** What becomes of the wish to prune another's chain. */
  readonly foreignPrune: 'forbidden' | 'ignored'
}

/** One place with several copies at it. Copy `i` writes as site `i`. */
export interface WayPlace {
  /** A new way object of that copy. The suite closes it. */
  open(copy: number): Promise<Way>
  /**
   * A bundle that the way takes: where a way checks signatures, signed by the device of that site. The same arguments give the same bytes; another `variant` another content.
   *
   * @param site  which of the copies says it
   * @param size  about as many bytes
   */
  makeBundle(options: { readonly site: number; readonly scope: string; readonly n: number; readonly size?: number; readonly variant?: number }): SealedBundle
  /** Leaves at the place what remains when copy `bundle.site` (number `site`) dies in the middle of putting the bundle. */
  leaveCutPut(bundle: SealedBundle, site: number): Promise<void>
  /** What can go wrong with the place, and how `list` and `put` have to name it; null = they still do their work, or are not asked. */
  readonly failures?: readonly { readonly title: string; readonly list: WayProblemKind | null; readonly put: WayProblemKind | null; spoil(): Promise<void>; mend(): Promise<void> }[]
  close(): Promise<void>
}

const MEBIBYTE = 1024 * 1024
const REP = `rep-${'0123456789abcdef'.repeat(2)}`
const never = new AbortController().signal

/** The suite that every {@link Way} passes: `setup` gives a new, empty place for each test. */
export function describeWay(name: string, traits: WayTraits, setup: () => Promise<WayPlace>): void {
  describe(`way: ${name}`, () => {
    let place: WayPlace
    let opened: Way[]

    beforeEach(async () => {
      opened = []
      place = await setup()
    })
    afterEach(async () => {
      for (const way of opened) await way.close()
      await place.close()
    })

    async function open(copy: number): Promise<Way> {
      const way = await place.open(copy)
      opened.push(way)
      return way
    }

    /** Makes what was put available to others. */
    async function share(way: Way): Promise<void> {
      if (traits.shared === 'at-close') await way.close()
    }

    async function putAll(copy: number, bundles: readonly SealedBundle[]): Promise<void> {
      const way = await open(copy)
      for (const bundle of bundles) expect(await way.put(bundle, never)).toBe('new')
      await share(way)
    }

    describe('put, list, get', () => {
      it('lists nothing and gives nothing where nothing was put', async () => {
        const way = await open(0)
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        expect(await way.list(never)).toEqual([])
        expect(await way.get(bundle, 1, never)).toBeNull()
      })

      it('gives another copy the bytes that were put', async () => {
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        await putAll(0, [bundle])
        const reader = await open(1)
        expect(await reader.list(never)).toEqual([{ site: bundle.site, scope: 'firm', from: 1, to: 1 }])
        expect(await reader.get(bundle, 1, never)).toEqual(bundle.bytes)
      })

      it('gives a bundle of its author also to who has not listed', async () => {
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        await putAll(0, [bundle])
        expect(await (await open(1)).get(bundle, 1, never)).toEqual(bundle.bytes)
      })

      it('keeps numbers, scopes and sites apart', async () => {
        const own = [1, 2, 3].map((n) => place.makeBundle({ site: 0, scope: 'firm', n }))
        const ofRep = [1, 2].map((n) => place.makeBundle({ site: 0, scope: REP, n }))
        const others = [place.makeBundle({ site: 1, scope: 'firm', n: 1 })]
        await putAll(0, [...own, ...ofRep])
        await putAll(1, others)

        const reader = await open(2)
        const expected = [
          { site: own[0]?.site ?? '', scope: 'firm', from: 1, to: 3 },
          { site: own[0]?.site ?? '', scope: REP, from: 1, to: 2 },
          { site: others[0]?.site ?? '', scope: 'firm', from: 1, to: 1 },
        ]
        expect(sorted(await reader.list(never))).toEqual(sorted(expected))
        for (const bundle of [...own, ...ofRep, ...others]) expect(await reader.get(bundle, bundle.n, never)).toEqual(bundle.bytes)
        expect(await reader.get({ site: others[0]?.site ?? '', scope: REP }, 1, never)).toBeNull()
        expect(await reader.get({ site: own[0]?.site ?? '', scope: 'firm' }, 4, never)).toBeNull()
      })

      it('lists the first number of a chain whose beginning is not here', async () => {
        const bundles = [7, 8].map((n) => place.makeBundle({ site: 0, scope: 'firm', n }))
        await putAll(0, bundles)
        expect(await (await open(1)).list(never)).toEqual([{ site: bundles[0]?.site, scope: 'firm', from: 7, to: 8 }])
      })

      it('takes numbers in any order', async () => {
        const bundles = [3, 1, 2].map((n) => place.makeBundle({ site: 0, scope: 'firm', n }))
        await putAll(0, bundles)
        const reader = await open(1)
        expect(await reader.list(never)).toEqual([{ site: bundles[0]?.site, scope: 'firm', from: 1, to: 3 }])
        for (const bundle of bundles) expect(await reader.get(bundle, bundle.n, never)).toEqual(bundle.bytes)
      })

      it('carries a bundle of 16 MiB', async () => {
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1, size: 16 * MEBIBYTE })
        expect(bundle.bytes.length).toBeLessThanOrEqual(16 * MEBIBYTE)
        await putAll(0, [bundle])
        const got = await (await open(1)).get(bundle, 1, never)
        expect(got?.equals(bundle.bytes)).toBe(true)
      })

      it('carries what somebody else said', async () => {
        const bundle = place.makeBundle({ site: 2, scope: 'firm', n: 1 })
        await putAll(0, [bundle])
        const reader = await open(1)
        expect(await reader.list(never)).toEqual([{ site: bundle.site, scope: 'firm', from: 1, to: 1 }])
        expect(await reader.get(bundle, 1, never)).toEqual(bundle.bytes)
      })
    })

    describe('again', () => {
      it('knows what was put before, by the same object or another', async () => {
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        const way = await open(0)
        expect(await way.put(bundle, never)).toBe('new')
        expect(await way.put(bundle, never)).toBe('known')
        await share(way)
        expect(await (await open(0)).put(bundle, never)).toBe('known')
      })

      it('knows what another copy has put', async () => {
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        await putAll(0, [bundle])
        const other = await open(1)
        expect(await other.put(bundle, never)).toBe('known')
        expect(await other.get(bundle, 1, never)).toEqual(bundle.bytes)
      })

      it('refuses another content under a number that this copy has used', async () => {
        const first = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        await putAll(0, [first])
        const way = await open(0)
        await expectProblem(way.put(place.makeBundle({ site: 0, scope: 'firm', n: 1, variant: 1 }), never), 'fork')
        expect(await way.get(first, 1, never)).toEqual(first.bytes)
      })

      it(`has another content under a number that another copy used ${traits.secondContent}`, async () => {
        const first = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        const second = place.makeBundle({ site: 0, scope: 'firm', n: 1, variant: 1 })
        await putAll(0, [first])
        const other = await open(1)
        if (traits.secondContent === 'refused') await expectProblem(other.put(second, never), 'fork')
        else expect(await other.put(second, never)).toBe('new')
        await share(other)
        const got = await (await open(2)).get(first, 1, never)
        expect([first.bytes, ...(traits.secondContent === 'refused' ? [] : [second.bytes])]).toContainEqual(got)
      })
    })

    describe('not whole', () => {
      it('does not have what a writer that died left behind, and has it after the next try', async () => {
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1, size: 40_000 })
        await place.leaveCutPut(bundle, 0)
        expect(await (await open(1)).get(bundle, 1, never)).toBeNull()

        await putAll(0, [bundle])
        const reader = await open(1)
        expect(await reader.list(never)).toEqual([{ site: bundle.site, scope: 'firm', from: 1, to: 1 }])
        expect(await reader.get(bundle, 1, never)).toEqual(bundle.bytes)
      })

      it('has what lies before it', async () => {
        const first = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        const second = place.makeBundle({ site: 0, scope: 'firm', n: 2, size: 40_000 })
        await putAll(0, [first])
        await place.leaveCutPut(second, 0)
        const reader = await open(1)
        await reader.list(never)
        expect(await reader.get(second, 2, never)).toBeNull()
        expect(await reader.get(first, 1, never)).toEqual(first.bytes)
      })
    })

    describe('prune', () => {
      it('takes away what is named and nothing else', async () => {
        const own = [1, 2, 3, 4].map((n) => place.makeBundle({ site: 0, scope: 'firm', n }))
        const ofRep = place.makeBundle({ site: 0, scope: REP, n: 1 })
        const others = place.makeBundle({ site: 1, scope: 'firm', n: 1 })
        await putAll(1, [others])
        await putAll(0, [...own, ofRep])

        const way = await open(0)
        await way.prune({ site: ofRep.site, scope: 'firm' }, 3, never)
        await share(way)
        const reader = await open(2)
        expect(sorted(await reader.list(never))).toEqual(sorted([
          { site: ofRep.site, scope: 'firm', from: 3, to: 4 },
          { site: ofRep.site, scope: REP, from: 1, to: 1 },
          { site: others.site, scope: 'firm', from: 1, to: 1 },
        ]))
        expect(await reader.get(ofRep, 2, never)).not.toEqual(own[1]?.bytes)
        expect(await reader.get({ site: ofRep.site, scope: 'firm' }, 2, never)).toBeNull()
        expect(await reader.get({ site: ofRep.site, scope: 'firm' }, 3, never)).toEqual(own[2]?.bytes)
      })

      it('does nothing where there is nothing', async () => {
        const way = await open(0)
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        await way.prune(bundle, 5, never)
        expect(await way.list(never)).toEqual([])
      })

      it('leaves alone what another copy has put', async () => {
        const bundles = [1, 2].map((n) => place.makeBundle({ site: 0, scope: 'firm', n }))
        await putAll(0, bundles)
        const other = await open(1)
        const pruned = other.prune({ site: bundles[0]?.site ?? '', scope: 'firm' }, 3, never)
        if (traits.foreignPrune === 'forbidden') await expectProblem(pruned, 'forbidden')
        else await pruned
        await share(other)
        const reader = await open(2)
        for (const bundle of bundles) expect(await reader.get(bundle, bundle.n, never)).toEqual(bundle.bytes)
      })
    })

    describe('many at once', () => {
      // A package has one writer.
      if (traits.shared === 'at-put') {
        it('has all that several copies put at the same time', async () => {
          const perCopy = [0, 1, 2].map((site) => [1, 2, 3, 4, 5].map((n) => place.makeBundle({ site, scope: 'firm', n })))
          await Promise.all(perCopy.map((bundles, copy) => putAll(copy, bundles)))
          const reader = await open(0)
          expect(sorted(await reader.list(never))).toEqual(sorted(perCopy.map((bundles) => ({ site: bundles[0]?.site ?? '', scope: 'firm', from: 1, to: 5 }))))
          for (const bundle of perCopy.flat()) expect(await reader.get(bundle, bundle.n, never)).toEqual(bundle.bytes)
        })

        it('has one whole bundle when several copies put the same', async () => {
          const bundle = place.makeBundle({ site: 3, scope: 'firm', n: 1, size: 300_000 })
          const ways = await Promise.all([0, 1, 2].map(open))
          for (const answer of await Promise.all(ways.map((way) => way.put(bundle, never)))) expect(['new', 'known']).toContain(answer)
          const reader = await open(0)
          expect(await reader.list(never)).toEqual([{ site: bundle.site, scope: 'firm', from: 1, to: 1 }])
          expect(await reader.get(bundle, 1, never)).toEqual(bundle.bytes)
        })
      }

      it('puts and gives side by side', async () => {
        const bundles = [1, 2, 3, 4, 5, 6].map((n) => place.makeBundle({ site: 0, scope: 'firm', n }))
        const way = await open(0)
        expect(await Promise.all(bundles.map((bundle) => way.put(bundle, never)))).toEqual(bundles.map(() => 'new'))
        const got = await Promise.all(bundles.map((bundle) => way.get(bundle, bundle.n, never)))
        expect(got).toEqual(bundles.map((bundle) => bundle.bytes))
      })
    })

    describe('abort', () => {
      it('rejects with the reason of the signal', async () => {
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        const way = await open(0)
        const reason = new Error('stopped by the test')
        const signal = AbortSignal.abort(reason)
        await expect(way.list(signal)).rejects.toBe(reason)
        await expect(way.get(bundle, 1, signal)).rejects.toBe(reason)
        await expect(way.put(bundle, signal)).rejects.toBe(reason)
        await expect(way.prune(bundle, 2, signal)).rejects.toBe(reason)
        await expect(way.changed(signal)).rejects.toBe(reason)
        expect(await way.get(bundle, 1, never)).toBeNull()
      })

      it('has a bundle wholly or not at all when putting is stopped', async () => {
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1, size: 4 * MEBIBYTE })
        const stop = new AbortController()
        const way = await open(0)
        const put = way.put(bundle, stop.signal).catch((error: unknown) => error)
        setImmediate(() => stop.abort(new Error('stopped by the test')))
        const outcome = await put
        const got = await way.get(bundle, 1, never)
        if (outcome === 'new') expect(got?.equals(bundle.bytes)).toBe(true)
        else expect(outcome).toBe(stop.signal.reason)
        expect(got === null || got.equals(bundle.bytes)).toBe(true)
        // The other side may still be at it: what was stopped here can arrive there.
        expect(got === null ? ['new', 'known'] : ['known']).toContain(await way.put(bundle, never))
        expect((await way.get(bundle, 1, never))?.equals(bundle.bytes)).toBe(true)
      })
    })

    describe('changed', () => {
      it('waits while nothing comes, and wakes when something did', async () => {
        await putAll(0, [place.makeBundle({ site: 0, scope: 'firm', n: 1 })])
        const reader = await open(1)
        await reader.list(never)
        const woken = reader.changed(never)
        expect(await Promise.race([woken.then(() => 'woke'), delay(300, 'waits')])).toBe('waits')

        await putAll(0, [place.makeBundle({ site: 0, scope: 'firm', n: 2 })])
        await woken
        expect(await reader.list(never)).toMatchObject([{ from: 1, to: 2 }])
      })

      it('wakes for what came between listing and waiting', async () => {
        const reader = await open(1)
        await reader.list(never)
        await putAll(0, [place.makeBundle({ site: 0, scope: 'firm', n: 1 })])
        await reader.changed(never)
        expect(await reader.list(never)).toHaveLength(1)
      })

      it('ends when it is stopped', async () => {
        const reader = await open(1)
        await reader.list(never)
        const stop = new AbortController()
        const waiting = reader.changed(stop.signal)
        const reason = new Error('stopped by the test')
        setImmediate(() => stop.abort(reason))
        await expect(waiting).rejects.toBe(reason)
      })
    })

    describe('trouble', () => {
      it('names the way', async () => {
        expect((await open(0)).name).not.toBe('')
      })

      it('refuses a chain whose name is none', async () => {
        const way = await open(0)
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        for (const chain of [{ site: bundle.site, scope: '../firm' }, { site: '..', scope: 'firm' }, { site: bundle.site.slice(1), scope: 'firm' }]) {
          await expectProblem(way.get(chain, 1, never), 'broken')
          await expectProblem(way.put({ ...bundle, ...chain }, never), 'broken')
          await expectProblem(way.prune(chain, 2, never), 'broken')
        }
        for (const n of [0, -1, 1.5, 10_000_000_000]) await expectProblem(way.get(bundle, n, never), 'broken')
      })

      it('says what is wrong with the place, and goes on when that is over', async () => {
        const bundle = place.makeBundle({ site: 0, scope: 'firm', n: 1 })
        const next = place.makeBundle({ site: 0, scope: 'firm', n: 2 })
        await putAll(0, [bundle])
        const way = await open(0)
        await way.list(never)
        for (const failure of place.failures ?? []) {
          await failure.spoil()
          try {
            if (failure.list !== null) await expectProblem(way.list(never), failure.list)
            if (failure.put !== null) await expectProblem(way.put(next, never), failure.put)
          } finally {
            await failure.mend()
          }
          expect(await way.get(bundle, 1, never)).toEqual(bundle.bytes)
        }
        expect(await way.put(next, never)).toBe('new')
      })
    })
  })
}

async function expectProblem(done: Promise<unknown>, kind: WayProblemKind): Promise<void> {
  const error = await done.then(() => null, (thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(WayProblem)
  expect(error).toMatchObject({ kind })
}

function sorted(chains: readonly ChainListing[]): ChainListing[] {
  return [...chains].sort((a, b) => `${a.site} ${a.scope}`.localeCompare(`${b.site} ${b.scope}`))
}
