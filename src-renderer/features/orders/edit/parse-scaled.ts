/**
 * Reads a number as people type or paste it and gives it as an integer in units of 10^-digits.
 *
 * Shape   thousands separators, a currency sign, full-width digits and signs, and a percent sign are understood.
 * Edge    empty text gives null, and so does text that is no number, is too large, or has more decimals than `digits`:
 *         rounding what a person typed would hide a slip. Trailing zeros are no decimals.
 */
export function parseScaled(text: string, digits: number): number | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(plain(text))
  if (!match) return null
  const [, sign, whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return null
  const decimals = fraction.replace(/0+$/, '')
  if (decimals.length > digits) return null
  const value = Number(`${whole}${decimals.padEnd(digits, '0')}`)
  if (!Number.isSafeInteger(value)) return null
  return sign === '-' && value !== 0 ? -value : value
}

/** Writes a scaled integer without separators and without needless zeros, as it stands in a cell that is being edited. */
export function writeScaled(value: number | null, digits: number): string {
  if (value === null) return ''
  const text = String(Math.abs(value)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const fraction = text.slice(text.length - digits).replace(/0+$/, '')
  return `${value < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s,'¥$€£%元]/g, '')
    .replaceAll('−', '-')
}
