import { minorDigits, roundHalfAway } from '#shared/kernel/money.ts'

const UNITS: Readonly<Record<string, number>> = { 万: 10_000, 萬: 10_000, 亿: 100_000_000, 億: 100_000_000, k: 1000, m: 1_000_000 }
const SHAPE = /^(-?)(\d+(?:\.\d*)?|\.\d+)\s*([万萬亿億km]?)$/i

/**
 * Reads an amount as people type it, into minor units.
 *
 * Shape   separators (, ，and blanks) and full-width digits are fine, so are 万 亿 k m at the end.
 * Edge    empty gives null; what is no amount is given back as it is, for the schema to refuse.
 */
export function parseMoney(text: string, currency: string): number | string | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[,，\s¥$€]/g, '')
    .trim()
  if (plain === '') return null
  const match = SHAPE.exec(plain)
  if (!match) return text
  const unit = UNITS[(match[3] ?? '').toLowerCase()] ?? 1
  const minor = roundHalfAway(Number(match[2]) * unit * 10 ** minorDigits(currency))
  return match[1] === '-' && minor !== 0 ? -minor : minor
}
