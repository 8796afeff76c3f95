/**
 * Gives the digits of a phone number as one dials it within China, for comparing and for finding by the tail: +86 512 6666 8888 and 0512-66668888 are the same.
 *
 * Edge    several numbers in one field are joined; a text without digits gives an empty text. The beginning of a number with +86 is read like the whole, so that it is
 *         found while it is typed; a mobile number has no 0 in front, nor have the service numbers 400 and 800.
 */
export function phoneDigits(phone: string): string {
  const text = phone.normalize('NFKC').trim()
  const digits = text.replace(/\D/g, '')
  const national = /^(?:\+|00)\s*86/.test(text) ? digits.replace(/^(?:00)?86/, '') : withoutBareCode(digits)
  if (national === digits) return text.includes('+') ? digits.replace(/86(?=1\d{10})/g, '') : digits
  const isWithout0 = /^(?:0|1[3-9]|400|800)/.test(national) || national === '' || national === '1'
  return isWithout0 ? national : `0${national}`
}

/** 86 138… and 86 512 6666 8888 without a plus. */
function withoutBareCode(digits: string): string {
  return /^86(?:1[3-9]\d{9}|[2-9]\d{9,10}|10\d{8})$/.test(digits) ? digits.slice(2) : digits
}
