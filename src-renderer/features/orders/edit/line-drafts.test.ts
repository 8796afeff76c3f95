import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineAmount } from './line-amount.ts'
import { emptyLine, isEmptyLine, linesOfOrder, readLine, totalsOf, type LineDraft } from './line-drafts.ts'
import { pasteLines, splitCells } from './paste-lines.ts'

const product = '0199a000-0000-7000-8000-000000000001'
function line(fields: Partial<LineDraft>): LineDraft {
  return { ...emptyLine(1), productId: product, ...fields }
}

describe('lineAmount', () => {
  it('rounds halves away from zero', () => {
    expect(lineAmount(1500, 333, 0)).toBe(500)
    expect(lineAmount(500, 1, 0)).toBe(1)
    expect(lineAmount(1000, 999, 5000)).toBe(500)
  })
  it('stays exact beyond 2^53', () => {
    expect(lineAmount(1_000_000_000, 100_000_001, 1)).toBe(99_990_000_999_900)
  })
  it('is never more than the undiscounted amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e7 }), fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 0, max: 10_000 }), (q, p, d) => {
        expect(lineAmount(q, p, d)).toBeLessThanOrEqual(lineAmount(q, p, 0))
      }),
    )
  })
})

describe('readLine', () => {
  it('gives what the service takes', () => {
    const read = readLine(line({ quantity: '1.5', price: '12.34', discount: '5' }), 'CNY')
    expect(read.fields).toEqual({ productId: product, description: null, quantityMilli: 1500, unitPriceMinor: 1234, discountBp: 500 })
    expect(read.amountMinor).toBe(1758)
  })
  it('names each cell that is wrong and keeps the amount out of it', () => {
    const read = readLine({ ...emptyLine(7), quantity: '0', price: 'x', discount: '101' }, 'CNY')
    expect(read.problems.map((problem) => problem.cell)).toEqual(['product', 'quantity', 'price', 'discount'])
    expect(read.fields).toBeNull()
    expect(read.amountMinor).toBeNull()
  })
  it('takes words instead of a product', () => {
    expect(readLine({ ...emptyLine(1), description: '运费', quantity: '1' }, 'CNY').problems).toEqual([])
  })
  it('knows currencies without decimals', () => {
    expect(readLine(line({ quantity: '2', price: '1500' }), 'JPY').amountMinor).toBe(3000)
    expect(readLine(line({ quantity: '2', price: '1500.5' }), 'JPY').problems).toHaveLength(1)
  })
})

describe('totalsOf', () => {
  it('passes over empty lines and unreadable cells', () => {
    const lines = [line({ quantity: '2', price: '10', discount: '10' }), emptyLine(2), line({ key: 3, quantity: 'two', price: '1' })]
    expect(totalsOf(lines, 'CNY')).toEqual({ count: 2, quantityMilli: 2000, totalMinor: 1800, listMinor: 2000 })
  })
})

describe('linesOfOrder', () => {
  it('shows stored numbers as one would type them', () => {
    const stored = {
      id: product, productId: product, description: null, quantityMilli: 12_500, unitPriceMinor: 9900, discountBp: 0,
      productCode: 'A1', productName: 'Pump', unit: '台', amountMinor: 123_750,
    }
    const [shown] = linesOfOrder({ lines: [stored], currency: 'CNY' })
    expect(shown).toMatchObject({ quantity: '12.5', price: '99', discount: '', productCode: 'A1' })
    expect(readLine(shown as LineDraft, 'CNY').amountMinor).toBe(123_750)
  })
})

describe('pasteLines', () => {
  it('fills from the cell on, adds lines, and asks for the products', () => {
    const pasted = pasteLines([emptyLine(1)], 'A1\t\t2\t9.5\nB2\t红色\t3\t8\t5\textra\n', { key: 1, cell: 'product' })
    expect(pasted.wanted).toEqual([{ key: 1, text: 'A1' }, { key: 2, text: 'B2' }])
    expect(pasted.lines).toMatchObject([{ quantity: '2', price: '9.5', discount: '' }, { description: '红色', quantity: '3', discount: '5' }])
  })
  it('overwrites only the columns that were pasted', () => {
    const pasted = pasteLines([line({ quantity: '1', price: '5' })], '7', { key: 1, cell: 'quantity' })
    expect(pasted.lines).toMatchObject([{ quantity: '7', price: '5', productId: product }])
    expect(pasted.wanted).toEqual([])
  })
  it('understands quoted cells', () => {
    expect(splitCells('"a\tb"\t"c ""d"""\r\nx')).toEqual([['a\tb', 'c "d"'], ['x']])
  })
  it('treats a line without content as empty', () => {
    expect(isEmptyLine(emptyLine(1))).toBe(true)
    expect(isEmptyLine(line({}))).toBe(false)
  })
})
