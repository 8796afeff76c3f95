import { err, ok, type Result } from '../../kernel/result.ts'

/** The digits of the code: no I, O, S, V, Z, which look like others. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const MODULUS = 31
/** The third to eighth are the code of the region. */
const DIGITS = '0123456789'

export type CreditCodeRefusal =
  | { readonly kind: 'credit-code-shape' }
  | { readonly kind: 'credit-code-character'; readonly place: number; readonly character: string }
  | { readonly kind: 'credit-code-checksum'; readonly expected: string }

/**
 * Checks a unified social credit code 统一社会信用代码; gives it in capitals.
 *
 * Errors  `credit-code-shape` for another length, `credit-code-character` with the place (from 1) of one that cannot stand there, `credit-code-checksum` with the last one that would fit.
 * Edge    spaces around it, lower case and full-width characters are mended, nothing else is.
 * Source  GB 32100-2015, section 5.2: weights are the powers of 3 modulo 31.
 */
export function checkCreditCode(text: string): Result<string, CreditCodeRefusal> {
  const code = text.normalize('NFKC').trim().toUpperCase()
  const characters = [...code]
  if (characters.length !== 18) return err({ kind: 'credit-code-shape' })
  const wrong = characters.findIndex((character, index) => !(index >= 2 && index < 8 ? DIGITS : ALPHABET).includes(character))
  if (wrong >= 0) return err({ kind: 'credit-code-character', place: wrong + 1, character: characters[wrong] ?? '' })
  const expected = creditCodeCheckDigit(code.slice(0, 17))
  return code[17] === expected ? ok(code) : err({ kind: 'credit-code-checksum', expected })
}

/** Gives the 18th character of a code from its first 17. */
export function creditCodeCheckDigit(first17: string): string {
  let sum = 0
  let weight = 1
  for (const character of first17) {
    sum += ALPHABET.indexOf(character) * weight
    weight = (weight * 3) % MODULUS
  }
  return ALPHABET[(MODULUS - (sum % MODULUS)) % MODULUS] ?? ''
}
