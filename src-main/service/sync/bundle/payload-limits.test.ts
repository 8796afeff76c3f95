import { describe, expect, it } from 'vitest'
import { ALIVE, newRowClocks } from '../engine/row-clocks.ts'
import { BytesOut } from './bytes-out.ts'
import { writeIntegers } from './integer-column.ts'
import { BLOCK_ROWS, SITE_LIMIT } from './payload-limits.ts'
import { peekPayload, readPayload } from './payload-reader.ts'
import { PayloadWriter } from './payload-writer.ts'

const REFUSED = { ok: false, error: 'content' }
const siteOf = (alias: number): Buffer => {
  const site = Buffer.alloc(16)
  site.writeUInt32BE(alias)
  return site
}
const count = (payload: Buffer): unknown => readPayload(payload, () => 1, () => undefined)
const same = (rows: number, value: number): number[] => Array.from({ length: rows }, () => value)

interface Made {
  readonly rows: number
  readonly blocks?: number
  readonly claimedRows?: number
  readonly flag?: number
  readonly mask?: number
  readonly h?: number
  readonly site?: number
  readonly others?: number
  /** What stands where the values of the first slot are. */
  readonly values?: (out: BytesOut) => void
  readonly end?: number
}

/** A payload in which all rows of a block are alike, so that a few bytes claim very much. */
function make({ rows, blocks = 1, claimedRows = rows, flag = 1, mask = 1, h = 5, site = 1, others = 0, values = writeNulls, end = 0 }: Made): Buffer {
  const block = new BytesOut()
  writeIntegers(block, same(rows, 0))
  writeIntegers(block, same(rows, flag))
  writeIntegers(block, same(rows, mask))
  writeIntegers(block, same(rows, h))
  writeIntegers(block, same(rows, site))
  writeIntegers(block, same(rows, others))
  values(block)
  const out = new BytesOut()
  out.byte(1)
  out.whole(1)
  out.append(siteOf(1))
  out.whole(blocks)
  for (let i = 0; i < blocks; i++) for (const part of [7, claimedRows, block.length]) out.whole(part)
  out.whole(1)
  writeIntegers(out, [0])
  out.append(Buffer.alloc(10))
  for (let i = 0; i < blocks; i++) out.append(block.done())
  out.append(Buffer.alloc(end))
  return out.done()
}

function writeNulls(out: BytesOut): void {
  out.byte(1)
}

describe('readPayload', () => {
  it('reads rows that are all alike', () => {
    expect(count(make({ rows: BLOCK_ROWS, blocks: 64 }))).toEqual({ ok: true, value: 2 ** 20 })
    expect(peekPayload(make({ rows: 10, blocks: 3 }))).toEqual({ ok: true, value: { count: 30, tables: new Map([[7, 30]]), sites: [siteOf(1)] } })
  })

  it.each<[string, Made]>([
    ['more rows than a block may have', { rows: BLOCK_ROWS + 1 }],
    ['more rows than a payload may have', { rows: BLOCK_ROWS, blocks: 65 }],
    ['more blocks than a payload may have', { rows: 1, blocks: 4097 }],
    ['no row', { rows: 0 }],
    ['fewer rows than values', { rows: 2, claimedRows: 1, values: (out) => { out.byte(2); writeIntegers(out, [1, 2]) } }],
    ['an unknown flag', { rows: 1, flag: 4 }],
    ['a mask of 33 slots', { rows: 1, mask: 2 ** 32 }],
    ['a negative mask', { rows: 1, mask: -1 }],
    ['a negative clock', { rows: 1, h: -1 }],
    ['a clock by nobody', { rows: 1, site: 0 }],
    ['a site that is not listed', { rows: 1, site: 2 }],
    ['a clock for a slot that is not stated', { rows: 1, others: 2 }],
    ['an unknown kind of value', { rows: 1, values: (out) => out.byte(64) }],
    ['no kind of value', { rows: 1, values: (out) => out.byte(0) }],
    ['a kind that was not announced', { rows: 2, values: (out) => { out.byte(3); writeIntegers(out, [1, 3]) } }],
    ['an id that is not listed', { rows: 1, values: (out) => { out.byte(32); writeIntegers(out, [1]) } }],
    ['a blob beyond the end', { rows: 1, values: (out) => { out.byte(16); writeIntegers(out, [2 ** 50]) } }],
    ['a blob of a negative length', { rows: 1, values: (out) => { out.byte(16); writeIntegers(out, [-1]) } }],
    ['a text that is not UTF-8', { rows: 1, values: (out) => { out.byte(8); out.byte(0); writeIntegers(out, [1]); out.byte(0); out.whole(1); out.byte(0xff) } }],
    ['half a surrogate pair as UTF-8', { rows: 1, values: (out) => { out.byte(8); out.byte(0); writeIntegers(out, [1]); out.byte(0); out.whole(3); out.append(Buffer.from('eda080', 'hex')) } }],
    ['a text that is longer than its column', { rows: 1, values: (out) => { out.byte(8); out.byte(0); writeIntegers(out, [2]); out.byte(0); out.whole(1); out.byte(65) } }],
    ['a text that is shorter than its column', { rows: 1, values: (out) => { out.byte(8); out.byte(0); writeIntegers(out, [0]); out.byte(0); out.whole(1); out.byte(65) } }],
    ['texts in an unknown encoding', { rows: 1, values: (out) => { out.byte(8); out.byte(0); writeIntegers(out, [0]); out.byte(2); out.whole(0) } }],
    ['something behind its end', { rows: 1, end: 1 }],
    ['something behind the values of a block', { rows: 1, values: (out) => { out.byte(1); out.byte(0) } }],
  ])('refuses %s', (_, made) => {
    expect(count(make(made))).toEqual(REFUSED)
  })

  it('refuses a megabyte that would be written out a thousand times', () => {
    const long = 'x'.repeat(1 << 20)
    const repeated = (rows: number): Buffer =>
      make({ rows, values: (out) => { out.byte(8); out.byte(1); out.whole(1); writeIntegers(out, [long.length]); out.byte(0); out.whole(long.length); out.text(long, 'utf8', long.length); writeIntegers(out, same(rows, 0)) } })
    expect(count(repeated(200))).toEqual({ ok: true, value: 200 })
    expect(count(repeated(1000))).toEqual(REFUSED)
  })

  it('refuses more ids than a payload may have', () => {
    const listing = (ids: number): Buffer => {
      const out = new BytesOut()
      for (const part of [1, 0, 0]) out.byte(part)
      out.whole(ids)
      writeIntegers(out, [0])
      out.append(Buffer.alloc(ids * 10))
      return out.done()
    }
    expect(count(listing(2 ** 20))).toEqual({ ok: true, value: 0 })
    expect(count(listing(2 ** 20 + 1))).toEqual(REFUSED)
  })

  it('refuses numbers that are no safe integers, however they are written', () => {
    const column = (hex: string): unknown => count(make({ rows: 2, values: (out) => { out.byte(2); out.append(Buffer.from(hex, 'hex')) } }))
    expect(column('0005')).toEqual({ ok: true, value: 2 })
    expect(column('01bfffffffffffff1f01ff00')).toEqual(REFUSED) // base 2^53 - 1, and one of 255 more
    expect(column('0100ffffffffffffff0f0203')).toEqual(REFUSED) // three units of 2^53 - 1
    expect(column('08000000000000f03f000000000000f87f')).toEqual(REFUSED) // NaN
    expect(column('08000000000000f03f000000000000e03f')).toEqual(REFUSED) // 0.5
    expect(column('10bfffffffffffff1f0001')).toEqual(REFUSED) // a step past 2^53 - 1
    expect(column('09')).toEqual(REFUSED)
    expect(column('1010000100')).toEqual(REFUSED) // differences of differences
    expect(column('200100050002')).toEqual(REFUSED) // the third of two
    expect(column('00ffffffffffffffffff01')).toEqual(REFUSED)
    expect(column('0080808080808080808000')).toEqual(REFUSED)
  })

  it('refuses a payload that was cut anywhere', () => {
    const writer = new PayloadWriter(siteOf)
    writer.add(1, { id: Buffer.alloc(16, 1), mask: 0xffff_ffff, isAlive: true, isNew: true, clocks: newRowClocks(), values: Array.from({ length: ALIVE }, (_, i) => [i, `t${String(i)}`, null][i % 3] ?? null) })
    const payload = writer.take()
    for (let end = 0; end < payload.length; end++) expect(count(payload.subarray(0, end))).toEqual(REFUSED)
  })

  it('passes over tables that are not wanted', () => {
    const writer = new PayloadWriter(siteOf)
    for (const table of [1, 2, 2]) writer.add(table, { id: Buffer.alloc(16, table), mask: 1, isAlive: true, isNew: false, clocks: newRowClocks(), values: [table] })
    const payload = writer.take()
    const found: unknown[] = []
    expect(readPayload(payload, () => 1, (table, { values }) => found.push([table, values[0]]), (table) => table === 2)).toEqual({ ok: true, value: 3 })
    expect(found).toEqual([[2, 2], [2, 2]])
    expect(readPayload(payload.subarray(0, 5), () => 1, () => undefined, () => false)).toEqual(REFUSED)
  })

  it('throws on what the receiver throws', () => {
    expect(() => readPayload(make({ rows: 1 }), () => 1, () => { throw new Error('cancelled') })).toThrow('cancelled')
  })
})

describe('PayloadWriter', () => {
  const record = { id: Buffer.alloc(16), mask: 1, isAlive: true, isNew: false, clocks: newRowClocks(), values: [1] }

  it('refuses what no reader would take', () => {
    const writer = new PayloadWriter(siteOf)
    expect(() => writer.add(1, { ...record, id: Buffer.alloc(15) })).toThrow('15 bytes')
    expect(() => writer.add(0, record)).toThrow('table 0')
    expect(() => writer.add(65_536, record)).toThrow('table 65536')
    const fill = (): void => {
      for (let alias = 1; alias <= SITE_LIMIT + 1; alias++) {
        const clocks = newRowClocks()
        clocks.s[0] = alias
        writer.add(1, { ...record, clocks })
      }
    }
    expect(fill).toThrow('sites')
    expect(() => new PayloadWriter(() => Buffer.alloc(3)).add(1, { ...record, clocks: { ...record.clocks, s: new Uint16Array(32).fill(1) } })).toThrow('site id of 3 bytes')
  })

  it('writes more rows than a block has, by id, and begins anew', () => {
    const writer = new PayloadWriter(siteOf)
    const rows = BLOCK_ROWS + 10
    for (let n = 0; n < rows; n++) {
      const id = Buffer.alloc(16)
      id.writeUInt32BE(rows - n)
      writer.add(3, { ...record, id })
    }
    expect(writer.approximateBytes).toBeGreaterThan(rows * 16)
    const ids: number[] = []
    readPayload(writer.take(), () => 1, (_, { id }) => ids.push(Buffer.from(id).readUInt32BE()))
    expect(ids).toEqual(Array.from({ length: rows }, (_, n) => n + 1))
    expect([writer.count, writer.approximateBytes]).toEqual([0, 0])
    expect(peekPayload(writer.take())).toEqual({ ok: true, value: { count: 0, tables: new Map(), sites: [] } })
  })
})
