import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../limits.ts'
import { FileRefused } from '../refusal.ts'
import { createCsvTokenizer } from './tokenizer.ts'

function tokenize(text: string, cuts: readonly number[] = [], delimiter = ','): { rows: string[][]; lines: number[] } {
  const tokenizer = createCsvTokenizer('a.csv', delimiter)
  const rows: string[][] = []
  const lines: number[] = []
  const places = [0, ...[...cuts].map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
  for (let index = 1; index < places.length; index += 1) {
    const records = tokenizer.push(text.slice(places[index - 1], places[index]))
    rows.push(...records.rows)
    lines.push(...records.lines)
  }
  const last = tokenizer.end()
  return { rows: [...rows, ...last.rows], lines: [...lines, ...last.lines] }
}

function refusalOf(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    if (error instanceof FileRefused) return error.refusal
    throw error
  }
  return null
}

describe('createCsvTokenizer', () => {
  it('keeps quotes, delimiters and line breaks inside quoted cells', () => {
    expect(tokenize('a,b\r\n"x, ""y""\r\nz",2\r\n').rows).toEqual([
      ['a', 'b'],
      ['x, "y"\r\nz', '2'],
    ])
  })

  it('gives the line on which each record begins', () => {
    expect(tokenize('a\n\n"x\ny"\nb\rc\r\nd').lines).toEqual([1, 3, 5, 6, 7])
  })

  it('keeps empty cells at the end of a row and of the file', () => {
    expect(tokenize('a,b,\n1,,').rows).toEqual([
      ['a', 'b', ''],
      ['1', '', ''],
    ])
  })

  it('keeps a quote inside a bare cell and text behind a closing quote', () => {
    expect(tokenize('5" disk,"a"b\n').rows).toEqual([['5" disk', 'ab']])
  })

  it('refuses a quote that nobody closes, naming its line and column', () => {
    expect(refusalOf(() => tokenize('a,b\n1,"x\ny'))).toEqual({ kind: 'unclosed-quote', file: 'a.csv', line: 2, column: 2 })
  })

  it('refuses a cell of 10 MB while it is still arriving', () => {
    const tokenizer = createCsvTokenizer('a.csv', ',')
    tokenizer.push('code,name\nA1,"')
    const refusal = refusalOf(() => {
      for (let megabyte = 0; megabyte < 10; megabyte += 1) tokenizer.push('x'.repeat(1024 * 1024))
    })
    expect(refusal).toEqual({ kind: 'cell-too-long', file: 'a.csv', line: 2, column: 2, limit: DEFAULT_LIMITS.cellBytes })
  })

  it('refuses a row that never ends', () => {
    const tokenizer = createCsvTokenizer('a.csv', ',', { ...DEFAULT_LIMITS, rowBytes: 1000 })
    expect(refusalOf(() => tokenizer.push('ab,'.repeat(500)))).toEqual({ kind: 'row-too-long', file: 'a.csv', line: 1, limit: 1000 })
  })

  it('reads what papaparse writes, however the text is cut into pieces', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '中', '"', ',', '\n', '\r\n', ' ', ';', '0'), maxLength: 6 })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 })
    fc.assert(
      fc.property(table, fc.array(fc.nat(200), { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (rows, cuts, newline) => {
        const text = Papa.unparse(rows, { newline })
        expect(tokenize(text, cuts).rows).toEqual(rows)
      }),
    )
  })

  it('agrees with papaparse on text without stray quotes', () => {
    const bare = fc.string({ unit: fc.constantFrom('a', 'b', '中', ',', '\n'), maxLength: 40 })
    fc.assert(
      fc.property(bare, fc.array(fc.nat(40), { maxLength: 4 }), (text, cuts) => {
        const expected = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n', skipEmptyLines: true }).data
        expect(tokenize(text, cuts).rows).toEqual(expected)
      }),
    )
  })
})
