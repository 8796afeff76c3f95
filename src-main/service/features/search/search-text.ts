import { withoutLegalForm } from '#shared/domain/customers/legal-form.ts'
import { phoneDigits } from '#shared/domain/customers/phone-digits.ts'
import { pinyinOf } from '../pinyin/public.ts'

/** Between the parts of a search text; nobody types it, so that no match runs over two parts. */
export const PART = '\u0001'

/**
 * Gives the text that a record is found by: names first, then codes, digits of phones, pinyin and initials; lower case, narrow.
 *
 * Shape   begins and ends every part with `PART`, so that "begins with" and "ends with" are plain searches too.
 */
export function searchText(record: { readonly names: readonly (string | null)[]; readonly codes?: readonly (string | null)[]; readonly phones?: readonly (string | null)[] }): string {
  const names = record.names.filter(isFilled).map(foldText)
  const spoken = names.flatMap((name) => {
    // nobody types youxiangongsi, and every character here is read in every search
    const { full, initials } = pinyinOf(withoutLegalForm(name))
    return full === '' ? [] : [full, initials]
  })
  const codes = (record.codes ?? []).filter(isFilled).map(foldText)
  const phones = (record.phones ?? []).filter(isFilled).map(phoneDigits).filter((digits) => digits !== '')
  const parts = [...new Set([...names, ...codes, ...phones, ...spoken])]
  return `${PART}${parts.join(PART)}${PART}`
}

/** The form in which texts are compared: narrow, lower case, single spaces. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** The words that must all occur. A phone number with spaces or dashes is one word. */
export function searchWords(text: string): string[] {
  const folded = foldText(text)
  if (/^[+(\d][\d\s()-]{4,}$/.test(folded)) return [phoneDigits(folded)].filter((digits) => digits !== '')
  return folded.split(/[\s'’]+/).filter((word) => word !== '')
}

/** The key by which names are ordered: as they are spoken, then as they are written. */
export function sortKey(name: string): string {
  const folded = withoutLegalForm(foldText(name))
  return (pinyinOf(folded).full || folded).slice(0, 60)
}

function isFilled(value: string | null): value is string {
  return value !== null && value !== ''
}

/** The pattern of LIKE that finds a word anywhere, for `ESCAPE '\\'`. */
export function anywhere(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`
}
