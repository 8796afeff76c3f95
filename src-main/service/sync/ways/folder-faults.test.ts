import * as promises from 'node:fs/promises'
import { mkdir, mkdtemp, readdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bundleFileName } from './chain-name.ts'
import { FIRM, makeBundle, siteOf } from './conformance-bundles.ts'
import type { DiskCalls } from './disk-tree.ts'
import { openFolderWay } from './folder-way.ts'
import { canMountSmallDisk, makeReadOnly, mountSmallDisk } from '../../../../tests/helpers/small-disk.ts'
import type { SealedBundle, Way } from './way.ts'

const never = new AbortController().signal
const HOUR_MS = 3_600_000

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-folder-faults-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function open(copy: number, calls: Partial<DiskCalls> = {}): Way {
  return openFolderWay(folder, { firm: FIRM, writer: siteOf(copy), pollMs: 100 }, { ...promises, ...calls })
}

function shelfOf(writer: number, { site, scope }: SealedBundle): string {
  return join(folder, FIRM, siteOf(writer), site, scope)
}

function fileOf(writer: number, bundle: SealedBundle): string {
  return join(shelfOf(writer, bundle), bundleFileName(bundle.n, bundle.bytes))
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: as if`), { code })
}

/** Opens as the system does, and lets a method of what is opened for writing fail. */
function openingSpoilt(method: 'write' | 'sync', code: string): DiskCalls['open'] {
  return async (path, flags, mode) => {
    const handle = await promises.open(path, flags, mode)
    if (flags === 'wx') vi.spyOn(handle, method).mockRejectedValue(failure(code))
    return handle
  }
}

const first = makeBundle({ site: 0, scope: 'firm', n: 1 })
const second = makeBundle({ site: 0, scope: 'firm', n: 2 })
const listed = (from: number, to: number): unknown => [{ site: first.site, scope: 'firm', from, to }]

describe('a folder that others write into', () => {
  it('passes over what is not named like a bundle', async () => {
    await open(0).put(first, never)
    const shelf = shelfOf(0, first)
    const name = bundleFileName(2, second.bytes)
    const stem = name.replace('.trb', '')
    for (const foreign of [`${stem} (conflicted copy).trb`, `${name}~`, `${name}.tmp`, `.${name}`, `~$${name}`, `${stem}.sync-conflict-20261124.trb`, `${name}.part`, '.stfolder', 'desktop.ini', '0000000000-0123456789abcdef.trb']) {
      await writeFile(join(shelf, foreign), second.bytes)
    }
    await mkdir(join(folder, FIRM, siteOf(0), first.site, 'firm (1)'))
    await mkdir(join(folder, FIRM, '@eaDir'))
    await mkdir(join(shelf, bundleFileName(3, Buffer.from('a directory'))))
    await writeFile(join(folder, FIRM, siteOf(5)), 'a file in place of a writer')

    const way = open(1)
    expect(await way.list(never)).toEqual(listed(1, 1))
    expect(await way.get(second, 2, never)).toBeNull()
  })

  it('reads names in capitals, as some sticks give them', async () => {
    await open(0).put(first, never)
    const shelf = shelfOf(0, first)
    const name = bundleFileName(1, first.bytes)
    await rename(join(shelf, name), join(shelf, name.toUpperCase()))
    await rename(join(folder, FIRM, siteOf(0)), join(folder, FIRM, siteOf(0).toUpperCase()))
    const way = open(1)
    expect(await way.list(never)).toEqual(listed(1, 1))
    expect(await way.get(first, 1, never)).toEqual(first.bytes)
  })

  it('gives a file only when it is whole, and wakes when it has become so', async () => {
    await open(0).put(first, never)
    const file = fileOf(0, first)
    await truncate(file, 100)
    const way = open(1)
    expect(await way.list(never)).toEqual(listed(1, 1))
    expect(await way.get(first, 1, never)).toBeNull()
    expect(await way.list(never)).toEqual([])

    const woken = way.changed(never)
    await writeFile(file, first.bytes)
    await woken
    expect(await way.list(never)).toEqual(listed(1, 1))
    expect(await way.get(first, 1, never)).toEqual(first.bytes)
  })

  it('takes the whole one where one copy has it damaged and another whole', async () => {
    await open(0).put(first, never)
    const file = fileOf(0, first)
    await writeFile(file, Buffer.alloc(first.bytes.length))
    const helper = open(1)
    expect(await helper.put(first, never)).toBe('new')
    expect(await open(2).get(first, 1, never)).toEqual(first.bytes)
  })

  it('writes anew what was damaged in its own directory', async () => {
    const way = open(0)
    await way.put(first, never)
    await writeFile(fileOf(0, first), Buffer.alloc(10))
    expect(await way.put(first, never)).toBe('new')
    expect(await way.get(first, 1, never)).toEqual(first.bytes)
  })

  it('refuses to read what is larger than a bundle may be', async () => {
    await open(0).put(first, never)
    await truncate(fileOf(0, first), 16 * 1024 * 1024 + 1)
    expect(await open(1).get(first, 1, never)).toBeNull()
  })

  it('gives nothing for a file that was listed and is gone', async () => {
    await open(0).put(first, never)
    const way = open(1)
    await way.list(never)
    await rm(fileOf(0, first))
    expect(await way.get(first, 1, never)).toBeNull()
  })

  it('opens no file to list', async () => {
    await open(0).put(first, never)
    const opened = vi.fn(promises.open)
    await open(1, { open: opened as unknown as DiskCalls['open'] }).list(never)
    expect(opened).not.toHaveBeenCalled()
  })

  it('reads the others where a copy has closed its directory or a file', async () => {
    const shared = makeBundle({ site: 2, scope: 'firm', n: 1 })
    await open(0).put(first, never)
    await open(1).put(shared, never)
    await rm(fileOf(1, shared))
    await open(2).put(shared, never)
    const way = open(3, {
      readdir: ((path: string, options: { withFileTypes: true }) => (path === join(folder, FIRM, siteOf(1)) ? Promise.reject(failure('EACCES')) : promises.readdir(path, options))) as unknown as DiskCalls['readdir'],
      open: (path, flags, mode) => (path === fileOf(0, first) ? Promise.reject(failure('EACCES')) : promises.open(path, flags, mode)),
    })
    expect(await way.list(never)).toHaveLength(2)
    expect(await way.get(shared, 1, never)).toEqual(shared.bytes)
    expect(await way.get(first, 1, never)).toBeNull()
  })

  it('is undisturbed by another firm in the same folder', async () => {
    await open(0).put(first, never)
    const other = openFolderWay(folder, { firm: 'e2'.repeat(16), writer: siteOf(0) })
    expect(await other.list(never)).toEqual([])
  })
})

describe('writing', () => {
  it('flushes the file before it gets its name, and the directory after', async () => {
    const steps: string[] = []
    const way = open(0, {
      open: async (path, flags, mode) => {
        const handle = await promises.open(path, flags, mode)
        const sync = handle.sync.bind(handle)
        vi.spyOn(handle, 'sync').mockImplementation(async () => {
          steps.push(flags === 'wx' ? 'flush file' : 'flush directory')
          await sync()
        })
        return handle
      },
      rename: async (from, to) => {
        steps.push('rename')
        await promises.rename(from, to)
      },
    })
    await way.put(first, never)
    steps.length = 0
    await way.put(second, never)
    expect(steps).toEqual(['flush file', 'rename', 'flush directory'])
  })

  it.each([
    ['no room', 'write', 'ENOSPC', 'full'],
    ['no room left in the share of this person', 'write', 'EDQUOT', 'full'],
    ['no room, told only when flushing', 'sync', 'ENOSPC', 'full'],
    ['a drive that goes away while writing', 'write', 'EIO', 'unreachable'],
  ] as const)('leaves nothing behind: %s', async (_, method, code, kind) => {
    await open(0).put(first, never)
    await expect(open(0, { open: openingSpoilt(method, code) }).put(second, never)).rejects.toMatchObject({ name: 'WayProblem', kind })
    expect(await readdir(shelfOf(0, first))).toEqual([bundleFileName(1, first.bytes)])
    expect(await open(0).put(second, never)).toBe('new')
    expect(await open(1).list(never)).toEqual(listed(1, 2))
  })

  it('says that a folder can only be read, which does not keep it from being read', async () => {
    await open(0).put(first, never)
    const way = open(1, {
      open: (path, flags, mode) => (flags === 'wx' ? Promise.reject(failure('EROFS')) : promises.open(path, flags, mode)),
      mkdir: () => Promise.reject<never>(failure('EROFS')),
      rm: () => Promise.reject(failure('EROFS')),
    })
    expect(await way.list(never)).toEqual(listed(1, 1))
    expect(await way.get(first, 1, never)).toEqual(first.bytes)
    await expect(way.put(second, never)).rejects.toMatchObject({ kind: 'unwritable' })
  })

  it('tries again to rename where somebody has the file open', async () => {
    const refusals = [failure('EPERM'), failure('EBUSY')]
    const way = open(0, {
      rename: (from, to) => {
        const refusal = refusals.shift()
        return refusal === undefined ? promises.rename(from, to) : Promise.reject(refusal)
      },
    })
    expect(await way.put(first, never)).toBe('new')
    expect(await way.get(first, 1, never)).toEqual(first.bytes)
  })

  it('cleans up what a former run left, not what is being written nor what is of others', async () => {
    await open(0).put(first, never)
    await open(1).put(second, never)
    const old = `${bundleFileName(3, first.bytes)}.0a1b2c3d.part`
    const fresh = `${bundleFileName(4, first.bytes)}.0a1b2c3d.part`
    const longAgo = new Date(Date.now() - 2 * HOUR_MS)
    for (const writer of [0, 1]) {
      const shelf = shelfOf(writer, first)
      for (const name of [old, fresh, 'holiday.part']) await writeFile(join(shelf, name), 'half')
      for (const name of [old, 'holiday.part']) await utimes(join(shelf, name), longAgo, longAgo)
    }
    await open(0).list(never)
    expect(await readdir(shelfOf(0, first))).toEqual([bundleFileName(1, first.bytes), fresh, 'holiday.part'])
    expect(await readdir(shelfOf(1, first))).toContain(old)
  })
})

describe('a folder that goes away', () => {
  it('is not taken for empty where the place it was mounted at is left', async () => {
    let isAway = false
    const way = open(0, { stat: (async (path: string) => Object.assign(await promises.stat(path), isAway ? { dev: -1 } : {})) as unknown as DiskCalls['stat'] })
    await way.put(first, never)
    await way.list(never)

    isAway = true
    await rename(join(folder, FIRM), join(folder, 'elsewhere'))
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(way.put(second, never)).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(way.changed(never)).rejects.toMatchObject({ kind: 'unreachable' })
    expect(await readdir(folder)).toEqual(['elsewhere'])

    isAway = false
    await rename(join(folder, 'elsewhere'), join(folder, FIRM))
    expect(await way.list(never)).toEqual(listed(1, 1))
    expect(await way.put(second, never)).toBe('new')
  })

  it('may be emptied by somebody: it is filled again', async () => {
    const way = open(0)
    await way.put(first, never)
    await rm(join(folder, FIRM), { recursive: true })
    expect(await way.list(never)).toEqual([])
    expect(await way.put(first, never)).toBe('new')
    expect(await way.list(never)).toEqual(listed(1, 1))
  })

  it('is never made', async () => {
    const missing = openFolderWay(join(folder, 'not-here'), { firm: FIRM, writer: siteOf(0) })
    await expect(missing.list(never)).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(missing.put(first, never)).rejects.toMatchObject({ kind: 'unreachable' })
    expect(await readdir(folder)).toEqual([])
  })

  it('is unreachable when the path leads to a file', async () => {
    await writeFile(join(folder, 'file'), '')
    const way = openFolderWay(join(folder, 'file'), { firm: FIRM, writer: siteOf(0) })
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(way.put(first, never)).rejects.toMatchObject({ kind: 'unreachable' })
  })
})

describe.runIf(canMountSmallDisk())('a real file system', () => {
  let unmount: () => void

  beforeEach(() => {
    unmount = mountSmallDisk(folder)
  })
  afterEach(() => unmount())

  it('that is full keeps what it has and takes more when there is room', async () => {
    const way = open(0)
    await way.put(first, never)
    const filler = join(folder, 'film.mkv')
    await writeFile(filler, Buffer.alloc(700_000))
    const large = makeBundle({ site: 0, scope: 'firm', n: 2, size: 600_000 })
    await expect(way.put(large, never)).rejects.toMatchObject({ kind: 'full' })
    expect(await readdir(shelfOf(0, first))).toHaveLength(1)
    expect(await way.get(first, 1, never)).toEqual(first.bytes)
    await rm(filler)
    expect(await way.put(large, never)).toBe('new')
    expect(await open(1).get(large, 2, never)).toEqual(large.bytes)
  })

  it('that can only be read is read', async () => {
    await open(0).put(first, never)
    makeReadOnly(folder)
    const way = open(1)
    expect(await way.get(first, 1, never)).toEqual(first.bytes)
    await expect(way.put(second, never)).rejects.toMatchObject({ kind: 'unwritable' })
    await expect(way.prune(first, 2, never)).resolves.toBeUndefined()
    await expect(open(0).prune(first, 2, never)).rejects.toMatchObject({ kind: 'unwritable' })
  })
})
