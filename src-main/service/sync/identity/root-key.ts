import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist as english } from '@scure/bip39/wordlists/english.js'
import { wordlist as chinese } from '@scure/bip39/wordlists/simplified-chinese.js'
import { type KeyObject, randomBytes } from 'node:crypto'
import { type RandomBytes, rawPublicKey, signingKeyFromSeed } from './device-key.ts'
import { firmTagOf } from './firm-tag.ts'

/** The key that everything in a firm is certified by. Its seed is kept on the founder's device until it is moved away, and on paper. */
export interface RootKey {
  readonly seed: Buffer
  readonly signing: KeyObject
  readonly publicKey: Buffer
  readonly firmTag: Buffer
}

/** The languages that the words of a root key are written in. */
export type WordsLanguage = 'en' | 'zh'

const LISTS: Readonly<Record<WordsLanguage, string[]>> = { en: english, zh: chinese }

/** Makes the root key of a new firm. */
export function newRootKey(random: RandomBytes = randomBytes): RootKey {
  return rootKeyFromSeed(random(32))
}

/** Gives the root key that a seed of 32 bytes stands for. */
export function rootKeyFromSeed(seed: Buffer): RootKey {
  const signing = signingKeyFromSeed(seed)
  const publicKey = rawPublicKey(signing)
  return { seed, signing, publicKey, firmTag: firmTagOf(publicKey) }
}

/** Gives the 24 words that a seed of 32 bytes is written down as. Source: BIP 39. */
export function wordsOfSeed(seed: Uint8Array, language: WordsLanguage): string[] {
  return entropyToMnemonic(seed, LISTS[language]).split(/\s/)
}

/**
 * Reads 24 words as somebody wrote them down; null when a word is not in its list, one is missing, or the check sum says that two were mixed up.
 *
 * Edge    spaces, line breaks, numbers before the words and capital letters do not matter; Chinese words need no spaces.
 */
export function seedOfWords(text: string): Buffer | null {
  const letters = text.normalize('NFKC').toLowerCase().replaceAll(/[^\p{Letter}]+/gu, ' ').trim()
  const isChinese = /\p{Script=Han}/u.test(letters)
  const words = isChinese ? [...letters.replaceAll(' ', '')] : letters.split(' ')
  if (words.length !== 24) return null
  try {
    return Buffer.from(mnemonicToEntropy(words.join(' '), LISTS[isChinese ? 'zh' : 'en']))
  } catch {
    // a word that is in no list, or a check sum that does not fit: the person has to look again
    return null
  }
}
