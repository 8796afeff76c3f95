import { describe, expect, it } from 'vitest'
import { parseMoney } from './parse-money.ts'

describe('parseMoney', () => {
  it('reads amounts as people type them', () => {
    expect(['12,345.60', '¥1，234', '3.5万', '1.2亿', '２００', '-7', '2k', ' 1 000 '].map((text) => parseMoney(text, 'CNY'))).toEqual([
      1_234_560, 123_400, 3_500_000, 12_000_000_000, 20_000, -700, 200_000, 100_000,
    ])
  })

  it('knows the decimals of the currency and rounds halves away from zero', () => {
    expect([parseMoney('1200', 'JPY'), parseMoney('1.005', 'CNY'), parseMoney('-1.005', 'CNY')]).toEqual([1200, 101, -101])
  })

  it('gives null for nothing and the text itself for what is no amount', () => {
    expect([parseMoney('  ', 'CNY'), parseMoney('twelve', 'CNY'), parseMoney('1.2.3', 'CNY')]).toEqual([null, 'twelve', '1.2.3'])
  })
})
