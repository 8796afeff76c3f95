import { pinyin } from 'pinyin-pro'

export interface Pinyin {
  /** Syllables without tones joined, in lower case: `huaweijishu`. */
  readonly full: string
  /** First letters: `hwjs`. */
  readonly initials: string
}

const HAN = /\p{Script=Han}/u

/**
 * Gives how a name is typed. Readings depend on the word (重庆 is chongqing), so whole names are read, not characters.
 *
 * Edge    what is not Chinese stays as it is, in both forms; a name without Chinese gives two empty texts.
 * Cost    about 20 µs a name.
 */
export function pinyinOf(name: string): Pinyin {
  if (!HAN.test(name)) return { full: '', initials: '' }
  let full = ''
  let initials = ''
  for (const part of pinyin(name, { toneType: 'none', type: 'array', v: true })) {
    const letters = part.toLowerCase()
    full += letters
    initials += letters.slice(0, 1)
  }
  return { full, initials }
}
