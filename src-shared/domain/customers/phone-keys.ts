import { phoneDigits } from './phone-digits.ts'

const EXTENSION = /(?:转|轉|分机|分機|ext\.?|x|#)\s*\d+\s*$/i
/** Below, a number has no area code or is an extension: many firms share it. */
const LEAST_DIGITS = 9

/**
 * Gives the numbers of a phone field as they are compared: +86 512 6666 8888, 0512-66668888 and (0512) 66668888-801 are one number.
 *
 * Edge    several numbers may stand in one field, separated by / ; , 、 or a line break. An extension is left out. What is too short to tell firms apart gives nothing.
 */
export function phoneKeys(text: string): string[] {
  const keys = text
    .normalize('NFKC')
    .split(/[/;,、；，|\n]|\s{2,}/)
    .map((part) => phoneDigits(withoutExtension(part.trim())))
    .filter((digits) => digits.length >= LEAST_DIGITS)
  return [...new Set(keys)]
}

function withoutExtension(number: string): string {
  const plain = number.replace(EXTENSION, '')
  // 0512-66668888-801
  return plain.replace(/(\d{7,8})-\d{1,5}$/, '$1')
}
