import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../limits.ts'
import { FileRefused } from '../refusal.ts'
import { admitFile } from './gate.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gate-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

interface Part {
  readonly name: string
  readonly content: Buffer
  /** Lies about the size when given. */
  readonly declared?: number
}

function zip(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const name = Buffer.from(part.name)
    const packed = deflateRawSync(part.content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(part.content), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(part.declared ?? part.content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), fields, name, packed])
    const tail = Buffer.alloc(16)
    tail.writeUInt32LE(offset, 12)
    directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), fields, tail.subarray(2), name]))
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}

function file(content: Buffer | string, name = 'a.xlsx'): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function refusal(path: string, limits = DEFAULT_LIMITS): Promise<unknown> {
  try {
    await admitFile(path, limits)
  } catch (error) {
    if (error instanceof FileRefused) return error.refusal
    throw error
  }
  return null
}

const TYPES: Part = { name: '[Content_Types].xml', content: Buffer.from('<?xml version="1.0"?><Types/>') }
const MEGABYTE = 1024 * 1024

describe('admitFile', () => {
  it('lets a workbook through', async () => {
    const path = file(zip([TYPES, { name: 'xl/worksheets/sheet1.xml', content: Buffer.from('<worksheet/>') }]))
    expect(await admitFile(path)).toMatchObject({ kind: 'xlsx' })
  })

  it('refuses a bomb by what it declares', async () => {
    const path = file(zip([TYPES, { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(30 * MEGABYTE) }]))
    expect(await refusal(path)).toMatchObject({ kind: 'inflates-too-far', part: 'xl/worksheets/sheet1.xml' })
  })

  it('refuses a bomb that lies about its size', async () => {
    const path = file(zip([TYPES, { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(30 * MEGABYTE), declared: 1000 }]))
    expect(await refusal(path)).toMatchObject({ kind: 'declared-size-is-false', declared: 1000 })
  })

  it('refuses many parts that are too much together', async () => {
    const parts = Array.from({ length: 5 }, (_, index) => ({ name: `xl/media/${index}`, content: Buffer.from('x'.repeat(3000)) }))
    const path = file(zip([TYPES, ...parts]))
    expect(await refusal(path, { ...DEFAULT_LIMITS, inflatedBytes: 10_000 })).toMatchObject({ kind: 'inflates-too-far' })
    expect(await refusal(path, { ...DEFAULT_LIMITS, zipEntries: 3 })).toMatchObject({ kind: 'too-many-entries', entries: 6 })
  })

  it('refuses a part with a document type, the way to an entity bomb', async () => {
    const content = Buffer.from('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>')
    const path = file(zip([TYPES, { name: 'xl/worksheets/sheet1.xml', content }]))
    expect(await refusal(path)).toMatchObject({ kind: 'forbidden-markup' })
  })

  it.each([
    ['a zip that is no workbook', zip([{ name: 'readme.txt', content: Buffer.from('hi') }]), { kind: 'not-a-table', found: 'archive' }],
    ['a Word file', zip([TYPES, { name: 'word/document.xml', content: Buffer.from('<w/>') }]), { kind: 'not-a-table', found: 'other-office' }],
    ['an old .xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), { kind: 'not-a-table', found: 'old-excel' }],
    ['a PDF', '%PDF-1.7', { kind: 'not-a-table', found: 'pdf' }],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), { kind: 'not-a-table', found: 'binary' }],
    ['a cut-off zip', zip([TYPES]).subarray(0, 60), { kind: 'damaged', part: 'directory' }],
    ['nothing', '', { kind: 'empty' }],
  ])('refuses %s', async (_, content, expected) => {
    expect(await refusal(file(content))).toMatchObject(expected)
  })

  it('refuses a file over the size limit, a folder, and one that is not there', async () => {
    expect(await refusal(file('a,b\n', 'b.csv'), { ...DEFAULT_LIMITS, fileBytes: 3 })).toMatchObject({ kind: 'too-large', bytes: 4, limit: 3 })
    expect(await refusal(folder)).toMatchObject({ kind: 'not-a-table', found: 'folder' })
    expect(await refusal(join(folder, 'none'))).toMatchObject({ kind: 'not-found' })
  })
})
