import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualFolder } from '../../../../tests/helpers/virtual-folder.ts'
import { FIRM, makeBundle, siteOf } from './conformance-bundles.ts'
import { openTreeWay } from './tree-way.ts'
import type { SealedBundle, Way } from './way.ts'

const never = new AbortController().signal
const COPIES = 3

/** The same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function openWays(folder: VirtualFolder): readonly Way[] {
  let now = 0
  // Time passes with each look at the clock, so that distrust of a file ends now and then.
  return Array.from({ length: COPIES }, (_, copy) => openTreeWay(folder.treeOf(copy), { firm: FIRM, writer: siteOf(copy), now: () => (now += 7_000) }))
}

async function expectAll(way: Way, bundles: readonly SealedBundle[]): Promise<void> {
  const listed = await way.list(never)
  for (const { site, scope, n, bytes } of bundles) {
    const chain = listed.find((one) => one.site === site && one.scope === scope)
    expect(chain?.from).toBeLessThanOrEqual(n)
    expect(chain?.to).toBeGreaterThanOrEqual(n)
    expect((await way.get({ site, scope }, n, never))?.equals(bytes)).toBe(true)
  }
}

describe('a folder that a program carries from computer to computer', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('say' as const), copy: fc.nat(COPIES - 1) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass on' as const), copy: fc.nat(COPIES - 1), which: fc.nat(100) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('read' as const), copy: fc.nat(COPIES - 1) }) },
  )

  it('gives whole bundles or none meanwhile, and all of them in the end', async () => {
    await fc.assert(fc.asyncProperty(fc.integer(), fc.array(step, { minLength: 10, maxLength: 40 }), async (seed, steps) => {
      const folder = new VirtualFolder(randomFrom(seed))
      const ways = openWays(folder)
      const said: SealedBundle[] = []

      for (const one of steps) {
        const way = ways[one.copy] as Way
        if (one.kind === 'say') {
          const n = said.filter(({ site }) => site === siteOf(one.copy)).length + 1
          const bundle = makeBundle({ site: one.copy, scope: 'firm', n, size: 900 })
          said.push(bundle)
          expect(await way.put(bundle, never)).toBe('new')
        } else if (one.kind === 'pass on' && said.length > 0) {
          await way.put(said[one.which % said.length] as SealedBundle, never)
        } else {
          await way.list(never)
          for (const { site, scope, n, bytes } of said) {
            const got = await way.get({ site, scope }, n, never)
            if (got !== null) expect(got.equals(bytes)).toBe(true)
          }
        }
      }
      folder.settle()
      for (const way of ways) {
        // Reading what was half before tells that it is whole now.
        for (const { site, scope, n } of said) await way.get({ site, scope }, n, never)
        await expectAll(way, said)
      }
    }), { numRuns: 200 })
  })
})

describe('pruning', () => {
  it('leaves what others passed on', async () => {
    const folder = new VirtualFolder(randomFrom(1))
    const ways = openWays(folder)
    const bundle = makeBundle({ site: 0, scope: 'firm', n: 1 })
    const [author, helper, reader] = ways as [Way, Way, Way]
    await helper.put(bundle, never)
    await author.put(bundle, never)
    folder.settle()
    await author.prune(bundle, 2, never)
    folder.settle()
    expect(await reader.get(bundle, 1, never)).toEqual(bundle.bytes)
    await helper.prune(bundle, 2, never)
    folder.settle()
    await reader.list(never)
    expect(await reader.get(bundle, 1, never)).toBeNull()
  })
})

describe('news', () => {
  it('is not what we put ourselves', async () => {
    const folder = new VirtualFolder(randomFrom(1))
    const way = openTreeWay(folder.treeOf(0), { firm: FIRM, writer: siteOf(0), pollMs: 1 })
    await way.list(never)
    await way.put(makeBundle({ site: 0, scope: 'firm', n: 1 }), never)
    const stop = new AbortController()
    const waiting = way.changed(stop.signal).then(() => 'woke', () => 'waited')
    setTimeout(() => stop.abort(), 150)
    expect(await waiting).toBe('waited')
  })
})
