import { describe, expect, it } from 'vitest'
import { toTsv } from './to-tsv.ts'

describe('toTsv', () => {
  it('keeps numbers bare and joins cells by tabs, rows by lines', () => {
    expect(toTsv([['A', 12.5, null], ['B', -3, 'x']])).toBe('A\t12.5\t\nB\t-3\tx')
  })

  it('flattens tabs and line breaks inside a cell', () => {
    expect(toTsv([['a\tb\r\nc']])).toBe('a b c')
  })

  it('disarms text that a spreadsheet would run, and leaves phone numbers and amounts alone', () => {
    expect(toTsv([['=1+1', '@sum', '+cmd', '-x', '+86 138-0000', '-12.50', '-5%']])).toBe("'=1+1\t'@sum\t'+cmd\t'-x\t+86 138-0000\t-12.50\t-5%")
  })
})
