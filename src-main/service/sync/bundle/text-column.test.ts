import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BytesIn } from './bytes-in.ts'
import { BytesOut } from './bytes-out.ts'
import { readTexts, writeTexts } from './text-column.ts'

function write(texts: readonly string[]): Buffer {
  const out = new BytesOut(1)
  writeTexts(out, texts)
  return out.done()
}

function read(bytes: Buffer, count: number): string[] {
  const from = new BytesIn(bytes)
  const texts = readTexts(from, count, () => undefined)
  from.finish()
  return texts
}

describe('a column of texts', () => {
  it('gives back the texts exactly, also halves of surrogate pairs', () => {
    const part = fc.constantFrom('\ud83d', '\ude00', 'a', '客', '😀', '\0', 'ß')
    const text = fc.oneof(fc.array(part, { maxLength: 5 }).map((parts) => parts.join('')), fc.string({ unit: 'binary' }), fc.constantFrom('visit', '拜访'))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 150 }), (texts) => {
        expect(read(write(texts), texts.length)).toEqual(texts)
      }),
      { numRuns: 300 },
    )
  })

  it('stores texts that come again once', () => {
    const texts = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? '拜访客户并讨论价格' : '电话'))
    const bytes = write(texts)
    expect(bytes.length).toBeLessThan(1060)
    expect(read(bytes, texts.length)).toEqual(texts)
  })

  it('tells how much text there is when it is written out', () => {
    let spent = 0
    const count = (units: number): number => (spent += units)
    readTexts(new BytesIn(write(['ab', 'cde'])), 2, count)
    expect(spent).toBe(5)
    readTexts(new BytesIn(write(Array.from({ length: 100 }, () => 'ab'))), 100, count)
    expect(spent).toBe(5 + 2 + 200)
  })
})
