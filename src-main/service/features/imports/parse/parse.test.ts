import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineAmount, PRICE_SCALE, roundedQuotient } from './amount.ts'
import { dateReader, parseMonth } from './date.ts'
import { parseScaled } from './decimal.ts'
import { comparableName } from './names.ts'
import { parseDiscount } from './percent.ts'

describe('parseScaled', () => {
  it.each([
    ['1234.5', 123450], ['1,234.50', 123450], ['¥1,234.50', 123450], ['￥-5', -500], ['(12.30)', -1230], ['7-', -700], ['１２．５', 1250],
    ['1.2万', 1200000], ['3亿', 30_000_000_000], ['12元', 1200], ['.5', 50], ['0.005', 1], ['-0.005', -1], ['0.0049', 0], ['-0.001', 0], ['2.675', 268],
  ])('reads %j', (text, minor) => {
    expect(parseScaled(text, 2)).toEqual({ ok: true, value: minor })
  })

  it.each(['', 'abc', '1,5', '12,34,567', '15%', '1.2.3', '--5', '1e5', '五'])('refuses %j', (text) => {
    expect(parseScaled(text, 2)).toMatchObject({ ok: false, problem: { kind: 'not-a-number' } })
  })

  it('refuses what no integer can hold', () => {
    expect(parseScaled('99999999999999999', 2)).toMatchObject({ ok: false, problem: { kind: 'number-too-large' } })
  })

  it('gives back every whole count of hundredths, grouped or not', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (minor) => {
        const size = Math.abs(minor)
        const plain = `${minor < 0 ? '-' : ''}${String(Math.floor(size / 100))}.${String(size % 100).padStart(2, '0')}`
        const grouped = plain.replace(/\B(?=(\d{3})+\.)/g, ',')
        expect([parseScaled(plain, 2), parseScaled(grouped, 2)]).toEqual([{ ok: true, value: minor }, { ok: true, value: minor }])
      }),
    )
  })
})

describe('lineAmount', () => {
  it('equals exact arithmetic, rounded once', () => {
    const quantity = fc.integer({ min: -100_000_000, max: 100_000_000 })
    const price = fc.integer({ min: -10_000_000_000, max: 10_000_000_000 })
    fc.assert(
      fc.property(quantity, price, fc.integer({ min: 0, max: 10_000 }), (q, p, bp) => {
        const exact = BigInt(q) * BigInt(p) * BigInt(10_000 - bp)
        const unit = 10n ** BigInt(3 + PRICE_SCALE - 2 + 4)
        const size = exact < 0n ? -exact : exact
        const rounded = size / unit + ((size % unit) * 2n >= unit ? 1n : 0n)
        expect(lineAmount(q, p, bp, 2)).toBe(Number(exact < 0n ? -rounded : rounded) + 0)
      }),
    )
  })

  it('has no negative zero', () => {
    expect(Object.is(roundedQuotient(-1, 100), 0)).toBe(true)
  })
})

describe('parseDiscount', () => {
  it.each([['15%', 1500], ['15 ％', 1500], ['0.15', 1500], ['8.5折', 1500], ['0', 0], ['1', 10_000], ['100%', 10_000]])('reads %j', (text, bp) => {
    expect(parseDiscount(text)).toEqual({ ok: true, value: bp })
  })

  it.each([['15', 'percentage-unclear'], ['fifteen percent', 'not-a-percentage'], ['120%', 'not-a-percentage'], ['-5%', 'not-a-percentage']])('refuses %j', (text, kind) => {
    expect(parseDiscount(text)).toMatchObject({ ok: false, problem: { kind } })
  })
})

describe('dateReader', () => {
  it.each([
    ['2025-02-28', '2025-02-28'], ['2025/2/8', '2025-02-08'], ['2025年2月8日', '2025-02-08'], ['20250208', '2025-02-08'], ['31.12.2025', '2025-12-31'],
    ['12/31/2025', '2025-12-31'], ['2010-12-01 08:26:00', '2010-12-01'], ['1996-07-04 00:00:00.000', '1996-07-04'], ['2025-02-08T10:11Z', '2025-02-08'],
  ])('reads %j', (text, day) => {
    expect(dateReader(undefined)(text)).toMatchObject({ ok: true, value: { day } })
  })

  it.each([
    ['2025-02-31', 'no-such-date'], ['2025-13-01', 'no-such-date'], ['2025-01-01 25:00', 'no-such-date'], ['03/04/2025', 'date-order-unclear'],
    ['yesterday', 'not-a-date'], ['45000', 'not-a-date'],
  ])('refuses %j', (text, kind) => {
    expect(dateReader(undefined)(text)).toMatchObject({ ok: false, problem: { kind } })
  })

  it('follows a stated format, and still takes the true dates of a workbook', () => {
    const read = dateReader('DD/MM/YYYY')
    expect(read('03/04/2025')).toMatchObject({ value: { day: '2025-04-03' } })
    expect(read('03/04/2025 10:30')).toMatchObject({ value: { day: '2025-04-03' } })
    expect(read('2025-04-03')).toMatchObject({ value: { day: '2025-04-03' } })
    expect(dateReader('M/D/YY HH:mm')('4/3/25 10:30')).toEqual({ ok: true, value: { day: '2025-04-03', timeMs: 37_800_000 } })
  })
})

describe('parseMonth', () => {
  it.each([['2025-01', '2025-01'], ['2025年1月', '2025-01'], ['2025/1', '2025-01'], ['2025-01-31', '2025-01'], ['202501', '2025-01']])('reads %j', (text, month) => {
    expect(parseMonth(text)).toEqual({ ok: true, value: month })
  })

  it('refuses a thirteenth month', () => {
    expect(parseMonth('2025-13')).toMatchObject({ ok: false })
  })
})

describe('comparableName', () => {
  it('takes GTXPro, GTX Pro and the full-width spelling for one', () => {
    expect(new Set(['GTXPro', 'GTX Pro', 'ＧＴＸ－ｐｒｏ'].map(comparableName)).size).toBe(1)
  })
})
