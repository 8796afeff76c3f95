import { describe, expect, it } from 'vitest'
import { formatAge, formatDate, formatInstant, formatList, formatMoney, formatMonth, formatNumber, formatPercent, formatQuantity, formatRelativeDay } from './format.ts'

describe('formatMoney', () => {
  it('writes minor units with symbol, separators and the decimals of the currency', () => {
    expect(formatMoney(123456789, 'CNY', 'zh-CN')).toBe('¥1,234,567.89')
    expect(formatMoney(123456, 'JPY', 'en')).toBe('¥123,456')
    expect(formatMoney(1234567, 'KWD', 'en', 'plain')).toBe('1,234.567')
  })

  it('shortens to 万 and 亿 in Chinese and to K and M in English', () => {
    expect(formatMoney(123_456_00, 'CNY', 'zh-CN', 'short')).toBe('¥12.35万')
    expect(formatMoney(1_234_567_890_00, 'CNY', 'zh-CN', 'short')).toBe('¥12.35亿')
    expect(formatMoney(1_234_567_890_00, 'CNY', 'zh-TW', 'short')).toBe('¥12.35億')
    expect(formatMoney(1_234_567_00, 'USD', 'en', 'short')).toBe('$1.23M')
    expect(formatMoney(11_570_000_00, 'CNY', 'zh-CN', 'short')).toBe('¥1,157万')
    expect(formatMoney(8_732_000_00, 'CNY', 'zh-CN', 'short')).toBe('¥873.2万')
    expect(formatMoney(145_000_00, 'CNY', 'zh-CN', 'short')).toBe('¥14.5万')
    expect(formatMoney(1_005_00, 'CNY', 'en', 'short')).toBe('¥1,005')
  })

  it('keeps the sign of a refund and shows a dash for an unknown amount', () => {
    expect(formatMoney(-50, 'CNY', 'zh-CN')).toBe('-¥0.50')
    expect(formatMoney(null, 'CNY', 'zh-CN')).toBe('–')
    expect(formatMoney(0, 'CNY', 'zh-CN', 'whole')).toBe('¥0')
  })
})

describe('formatNumber', () => {
  it('writes counts whole and quantities with at most three decimals', () => {
    expect(formatNumber(1234567, 'en')).toBe('1,234,567')
    expect(formatQuantity(1500, 'zh-CN')).toBe('1.5')
    expect(formatQuantity(1001, 'zh-CN')).toBe('1.001')
    expect(formatQuantity(undefined, 'zh-CN')).toBe('–')
  })
})

describe('formatPercent', () => {
  it('takes a plain ratio', () => {
    expect(formatPercent(0.1234, 'zh-CN')).toBe('12.3%')
    expect(formatPercent(0.05, 'en', { signed: true, digits: 0 })).toBe('+5%')
    expect(formatPercent(null, 'en')).toBe('–')
    expect(formatPercent(Number.NaN, 'en')).toBe('–')
  })
})

describe('formatList', () => {
  it('parts words with the sign of the language', () => {
    expect(formatList(['甲', '乙'], 'zh-TW')).toBe('甲、乙')
    expect(formatList(['a', 'b'], 'en')).toBe('a, b')
    expect(formatList([], 'en')).toBe('')
  })
})

describe('dates', () => {
  it('writes a business date without moving it to another time zone', () => {
    expect(formatDate('2025-03-08', 'zh-CN', 'full')).toBe('2025年3月8日')
    expect(formatDate('2025-03-08', 'en', 'full')).toBe('March 8, 2025')
    expect(formatDate('2025-03-08', 'en')).toBe('2025-03-08')
    expect(formatDate(null, 'en')).toBe('–')
  })

  it('writes months for text and for an axis', () => {
    expect(formatMonth('2025-03', 'zh-CN')).toBe('2025年3月')
    expect(formatMonth('2025-03', 'en')).toBe('Mar 2025')
    expect(formatMonth('2025-03', 'en', 'short')).toBe('25/3')
    expect(formatMonth('2025-03', 'en', 'name')).toBe('Mar')
  })

  it('counts days, then months, then years from today', () => {
    expect(formatRelativeDay('2025-03-09', '2025-03-08', 'zh-CN')).toBe('明天')
    expect(formatRelativeDay('2025-03-01', '2025-03-08', 'en')).toBe('7 days ago')
    expect(formatRelativeDay('2024-11-08', '2025-03-08', 'en')).toBe('4 months ago')
    expect(formatRelativeDay('2023-03-01', '2025-03-08', 'en')).toBe('2 years ago')
  })

  it('chooses the unit of an age', () => {
    expect(formatAge(0, 90_000, 'en')).toBe('1 min. ago')
    expect(formatAge(0, 3 * 3_600_000, 'zh-CN')).toBe('3 小时前')
  })

  it('writes an instant with the day as in tables, in every language', () => {
    const at = new Date(2025, 2, 8, 9, 5).getTime()
    for (const locale of ['zh-CN', 'zh-TW', 'en']) expect(formatInstant(at, locale)).toBe('2025-03-08 09:05')
  })

  it('writes midnight as 00:00', () => {
    expect(formatInstant(new Date(2025, 2, 8, 0, 5).getTime(), 'en', 'time')).toBe('00:05')
  })
})
