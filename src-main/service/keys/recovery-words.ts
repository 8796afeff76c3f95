import { type WordList, wordLists } from '#shared/contract/workspace.contract.ts'
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist as english } from '@scure/bip39/wordlists/english.js'
import { wordlist as chinese } from '@scure/bip39/wordlists/simplified-chinese.js'

const LISTS: Readonly<Record<WordList, string[]>> = { en: english, 'zh-CN': chinese }
const WORDS = 24

/** Gives 32 bytes as 24 words that a person can write down. Source: BIP 39; the last word holds a checksum. */
export function wordsOf(bytes: Uint8Array, list: WordList): string[] {
  if (bytes.length !== 32) throw new Error(`recovery words: ${String(bytes.length)} bytes`)
  return entropyToMnemonic(bytes, LISTS[list]).split(/\s/)
}

/**
 * Reads words that somebody typed, of either list.
 *
 * Shape   null when they are not 24 words of one list, or when the checksum says that one is wrong.
 * Edge    lines that begin with `#`, capitals, numbering (`1.`), line breaks and commas do not matter; Chinese words may stand without spaces.
 */
export function bytesOfWords(text: string): Buffer | null {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/^\s*#.*$/gm, ' ')
    .replaceAll(/[\d.,;:、，。；：()]/g, ' ')
    .trim()
  const words = /\p{Script=Han}/u.test(plain) ? [...plain.replaceAll(/\s/g, '')] : plain.split(/\s+/)
  if (words.length !== WORDS) return null
  for (const list of wordLists) {
    if (!words.every((word) => LISTS[list].includes(word))) continue
    try {
      return Buffer.from(mnemonicToEntropy(words.join(' '), LISTS[list]))
    } catch {
      // the words are all known, so it is the checksum
      return null
    }
  }
  return null
}
