import { type Parsed, parsed, unreadable } from '../problem.ts'

/** A number as written: its digits with at most one point, and the power of ten that a word such as 万 adds. */
interface Written {
  readonly digits: string
  readonly power: number
}

const PLAIN = /^-?\d+(?:\.\d+)?$/
/** Digits in groups of three, as thousands are written. Other groups are refused: 1,5 may be one and a half. */
const GROUPED = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/
const CURRENCY_BEFORE = /^(?:CNY|RMB|USD|EUR|GBP|HKD|TWD|JPY|NT\$|HK\$|US\$|[¥$£€])/i
const CURRENCY_AFTER = /(?:CNY|RMB|USD|EUR|GBP|HKD|TWD|JPY|元整|元|圆|圓)$/i
const POWER_WORD = /^(.*?)(千万|千萬|百万|百萬|千|万|萬|亿|億)$/
const POWERS: Readonly<Record<string, number>> = { 千: 3, 万: 4, 萬: 4, 百万: 6, 百萬: 6, 千万: 7, 千萬: 7, 亿: 8, 億: 8 }
const SHOWN_CHARACTERS = 40

/**
 * Reads a number as people write it into a whole count of 10^-scale units, exactly: no floating point is involved.
 *
 * Shape   1,234.50 · 1234.5 · -5 · (5) · 5- · ￥1,234.50 · 1.2万 · full-width digits.
 * Units   `scale` 2 gives hundredths, 3 thousandths.
 * Edge    further decimals are rounded half away from zero.
 * Errors  `not-a-number`, `number-too-large` (beyond 2^53 units).
 */
export function parseScaled(text: string, scale: number): Parsed<number> {
  const written = PLAIN.test(text) ? { digits: text, power: 0 } : readWritten(text)
  if (written === null) return unreadable('not-a-number', { text: shown(text) })
  const value = scaled(written.digits, scale + written.power)
  return value === null ? unreadable('number-too-large', { text: shown(text) }) : parsed(value)
}

/** A cell's text short enough for a message. */
export function shown(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}

function readWritten(text: string): Written | null {
  let rest = text.normalize('NFKC').replace(/\s/g, '').replace(/[−–—]/g, '-')
  const isNegative = /^\(.+\)$/.test(rest) || /^-|-$/.test(rest)
  rest = rest.replace(/^\((.+)\)$/, '$1').replace(/^[-+]/, '').replace(/-$/, '')
  const bare = rest.replace(CURRENCY_BEFORE, '').replace(CURRENCY_AFTER, '')
  // The sign may stand behind the currency instead: ¥-5.
  const hasInnerSign = !isNegative && bare !== rest && bare.startsWith('-')
  rest = bare
  if (hasInnerSign) rest = rest.slice(1)
  const word = POWER_WORD.exec(rest)
  const number = word?.[1] ?? rest
  const power = POWERS[word?.[2] ?? ''] ?? 0
  const digits = GROUPED.test(number) ? number.replaceAll(',', '') : number
  if (!/^\d+(?:\.\d+)?$|^\.\d+$/.test(digits)) return null
  return { digits: `${isNegative !== hasInnerSign ? '-' : ''}${digits.startsWith('.') ? `0${digits}` : digits}`, power }
}

/** Null beyond 2^53. */
function scaled(digits: string, scale: number): number | null {
  const isNegative = digits.charCodeAt(0) === 45
  let value = 0
  let decimals = -1
  for (let index = isNegative ? 1 : 0; index < digits.length; index += 1) {
    const code = digits.charCodeAt(index)
    if (code === 46) {
      decimals = 0
      continue
    }
    if (decimals === scale) {
      // The first digit that is dropped decides: 5 and more go away from zero.
      if (code >= 53) value += 1
      break
    }
    value = value * 10 + (code - 48)
    if (decimals >= 0) decimals += 1
    if (value > Number.MAX_SAFE_INTEGER) return null
  }
  for (let missing = Math.max(decimals, 0); missing < scale; missing += 1) {
    value *= 10
    if (value > Number.MAX_SAFE_INTEGER) return null
  }
  return isNegative && value !== 0 ? -value : value
}
