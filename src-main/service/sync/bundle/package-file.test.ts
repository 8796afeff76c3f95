import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BUNDLE_LIMIT } from './header.ts'
import { PackageDamage, PackageWriter, readPackage, readPackagePiece } from './package-file.ts'

let directory = ''
let path = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'package-file-'))
  path = join(directory, 'week.trp')
})
afterEach(() => rmSync(directory, { recursive: true }))

const bundles = [Buffer.from('first'), Buffer.alloc(100_000, 7), Buffer.from('last')]

async function write(): Promise<Buffer> {
  const writer = await PackageWriter.create(path)
  for (const bundle of bundles) await writer.add(bundle)
  expect(writer.count).toBe(3)
  expect(existsSync(path)).toBe(false)
  await writer.finish()
  return readFileSync(path)
}

/** All pieces up to where it cannot be read on. */
async function readAll(bytes: Buffer): Promise<{ pieces: Buffer[]; damage: { kind: string; at: number } | null }> {
  writeFileSync(path, bytes)
  const pieces: Buffer[] = []
  try {
    for await (const piece of readPackage(path)) pieces.push(piece.bytes)
    return { pieces, damage: null }
  } catch (cause) {
    if (!(cause instanceof PackageDamage)) throw cause
    return { pieces, damage: { kind: cause.kind, at: cause.at } }
  }
}

describe('package file', () => {
  it('gives back the bundles in their order', async () => {
    const bytes = await write()
    expect(bytes.subarray(0, 13)).toEqual(Buffer.from('TRP1\x05\0\0\0first'))
    expect(await readAll(bytes)).toEqual({ pieces: bundles, damage: null })
    expect(readdirSync(directory)).toEqual(['week.trp'])
    expect(await readAll(Buffer.from('TRP1'))).toEqual({ pieces: [], damage: null })
  })

  it('reads a piece again from where it stood', async () => {
    await write()
    for await (const { at, bytes } of readPackage(path)) expect(await readPackagePiece(path, at)).toEqual(bytes)
  })

  it('reads a piece of a package that is not finished', async () => {
    const writer = await PackageWriter.create(path)
    for (const bundle of bundles) expect(await readPackagePiece(writer.draft, await writer.add(bundle))).toEqual(bundle)
    await writer.abandon()
  })

  it('says where a package ends too early, after what is whole', async () => {
    const bytes = await write()
    expect(await readAll(bytes.subarray(0, -1))).toEqual({ pieces: bundles.slice(0, 2), damage: { kind: 'cut', at: bytes.length - 8 } })
    expect(await readAll(bytes.subarray(0, 15))).toEqual({ pieces: bundles.slice(0, 1), damage: { kind: 'cut', at: 13 } })
  })

  it('does not believe a piece that claims more than a bundle may have', async () => {
    const claim = Buffer.from('TRP1\0\0\0\0')
    claim.writeUInt32LE(BUNDLE_LIMIT + 1, 4)
    expect(await readAll(claim)).toEqual({ pieces: [], damage: { kind: 'too-large', at: 4 } })
    claim.writeUInt32LE(BUNDLE_LIMIT, 4)
    expect(await readAll(claim)).toEqual({ pieces: [], damage: { kind: 'cut', at: 4 } })
  })

  it('refuses another file', async () => {
    for (const other of ['', 'TRP', 'TRB1 and more', 'SQLite format 3']) expect(await readAll(Buffer.from(other))).toEqual({ pieces: [], damage: { kind: 'no-package', at: 0 } })
  })

  it('leaves nothing behind when it is abandoned, and what was there as it was', async () => {
    const bytes = await write()
    const writer = await PackageWriter.create(path)
    await writer.add(Buffer.from('never finished'))
    await writer.abandon()
    expect(readdirSync(directory)).toEqual(['week.trp'])
    expect(readFileSync(path)).toEqual(bytes)
  })

  it('refuses to write a bundle that nobody would read', async () => {
    const writer = await PackageWriter.create(path)
    await expect(writer.add(Buffer.alloc(BUNDLE_LIMIT + 1))).rejects.toThrow('a bundle of')
    await writer.abandon()
  })

  it('stops at an abort', async () => {
    await write()
    const abort = new AbortController()
    const pieces = readPackage(path, abort.signal)
    await pieces.next()
    abort.abort(new Error('enough'))
    await expect(pieces.next()).rejects.toThrow('enough')
  })
})
