/**
 * Gives the digits of a phone number without the Chinese country code, for comparing and for finding by the tail.
 *
 * Edge    several numbers in one field are joined; a text without digits gives an empty text.
 */
export function phoneDigits(phone: string): string {
  const digits = phone
    .normalize('NFKC')
    .replace(/(?:\+|^00)\s*86/g, '')
    .replace(/\D/g, '')
  return /^861\d{10}$/.test(digits) ? digits.slice(2) : digits
}

/** Fewer digits than this are an extension or a slip of the finger, not evidence of the same customer. */
export const TELLING_PHONE_DIGITS = 7
