import { appendFile, mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FIRM, makeBundle, siteOf } from './conformance-bundles.ts'
import { describeWay } from './conformance.ts'
import { openPackageWay } from './package-way.ts'
import type { PackageWay } from './package-way.ts'
import { canMountSmallDisk, mountSmallDisk } from '../../../../tests/helpers/small-disk.ts'

const never = new AbortController().signal

describeWay('package', { secondContent: 'refused', shared: 'at-close', foreignPrune: 'ignored' }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-package-way-'))
  const path = join(folder, 'week.trp')
  return {
    open: (copy) => Promise.resolve(openPackageWay(path, { firm: FIRM, writer: siteOf(copy), pollMs: 50 })),
    makeBundle,
    async leaveCutPut({ bytes }) {
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      const isThere = await stat(path).then(() => true, () => false)
      const cut = Buffer.concat([...(isThere ? [] : [Buffer.from('TRP1')]), length, bytes.subarray(0, bytes.length / 2)])
      await appendFile(path, cut)
      await writeFile(`${path}.new.part`, cut)
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
})

describe('a package', () => {
  let folder: string
  let path: string
  const bundles = [1, 2, 3].map((n) => makeBundle({ site: 0, scope: 'firm', n }))

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tributary-package-'))
    path = join(folder, 'week.trp')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  function open(options: { firm?: string; mustExist?: boolean } = {}): PackageWay {
    return openPackageWay(path, { firm: FIRM, writer: siteOf(0), ...options })
  }

  async function writeAll(): Promise<void> {
    const way = open()
    for (const bundle of bundles) await way.put(bundle, never)
    await way.close()
  }

  it('is one file and nothing beside it, once it is closed', async () => {
    const way = open()
    await way.put(bundles[0] ?? makeBundle({ site: 0, scope: 'firm', n: 1 }), never)
    expect(await readdir(folder)).not.toContain('week.trp')
    await way.close()
    expect(await readdir(folder)).toEqual(['week.trp'])
  })

  it('keeps what it held when more is put', async () => {
    await writeAll()
    const more = makeBundle({ site: 1, scope: 'firm', n: 1 })
    const way = open()
    await way.put(more, never)
    await way.close()
    const reader = open()
    for (const bundle of [...bundles, more]) expect(await reader.get(bundle, bundle.n, never)).toEqual(bundle.bytes)
    expect(await readdir(folder)).toEqual(['week.trp'])
  })

  it('is as it was when it is abandoned', async () => {
    await writeAll()
    const before = await readFile(path)
    const way = open()
    await way.put(makeBundle({ site: 1, scope: 'firm', n: 1 }), never)
    await way.prune({ site: siteOf(0), scope: 'firm' }, 3, never)
    await way.abandon()
    await way.close()
    expect(await readFile(path)).toEqual(before)
    expect(await readdir(folder)).toEqual(['week.trp'])
  })

  it('is not written when nothing was put', async () => {
    const way = open()
    await way.list(never)
    await way.close()
    expect(await readdir(folder)).toEqual([])
  })

  it('that was cut gives what is whole, and says so', async () => {
    await writeAll()
    await truncate(path, (await stat(path)).size - 10)
    const way = open()
    expect(await way.list(never)).toEqual([{ site: siteOf(0), scope: 'firm', from: 1, to: 2 }])
    expect(way.damage).toBe('cut')
    expect(await way.get({ site: siteOf(0), scope: 'firm' }, 3, never)).toBeNull()
  })

  it('is broken when it is another kind of file', async () => {
    await writeFile(path, 'PK\x03\x04 something')
    await expect(open().list(never)).rejects.toMatchObject({ name: 'WayProblem', kind: 'broken' })
  })

  it('of another firm is not for us', async () => {
    await writeAll()
    await expect(open({ firm: 'e2'.repeat(16) }).list(never)).rejects.toMatchObject({ name: 'WayProblem', kind: 'forbidden' })
  })

  it('that should be there and is not is unreachable', async () => {
    await expect(open({ mustExist: true }).list(never)).rejects.toMatchObject({ name: 'WayProblem', kind: 'unreachable' })
    path = join(folder, 'missing', 'week.trp')
    await expect(open().put(makeBundle({ site: 0, scope: 'firm', n: 1 }), never)).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it.runIf(canMountSmallDisk())('on a full disk takes nothing more and is as it was', async () => {
    const unmount = mountSmallDisk(folder)
    try {
      await writeAll()
      const before = await readFile(path)
      const way = open()
      expect(await way.put(makeBundle({ site: 1, scope: 'firm', n: 1, size: 500_000 }), never)).toBe('new')
      await expect(way.put(makeBundle({ site: 1, scope: 'firm', n: 2, size: 600_000 }), never)).rejects.toMatchObject({ kind: 'full' })
      await expect(way.put(makeBundle({ site: 1, scope: 'firm', n: 3 }), never)).rejects.toMatchObject({ kind: 'full' })
      await way.close()
      expect(await readFile(path)).toEqual(before)
      expect(await readdir(folder)).toEqual(['week.trp'])
    } finally {
      unmount()
    }
  })
})
