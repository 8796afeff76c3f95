import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newRootKey, rootKeyFromSeed, seedOfWords, wordsOfSeed } from './root-key.ts'

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('words of a root key', () => {
  it('are those of BIP 39', () => {
    expect(wordsOfSeed(Buffer.alloc(32), 'en').join(' ')).toBe(`${'abandon '.repeat(23)}art`)
    expect(wordsOfSeed(Buffer.alloc(32, 0xff), 'en').join(' ')).toBe(`${'zoo '.repeat(23)}vote`)
  })
  it('give the seed back, in both languages, however they are written down', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [en, zh] = [wordsOfSeed(seed, 'en'), wordsOfSeed(seed, 'zh')]
        expect([en.length, zh.length]).toEqual([24, 24])
        expect(seedOfWords(en.join(' '))).toEqual(Buffer.from(seed))
        expect(seedOfWords(en.map((word, i) => `${String(i + 1)}. ${word.toUpperCase()}`).join('\n'))).toEqual(Buffer.from(seed))
        expect(seedOfWords(zh.join(''))).toEqual(Buffer.from(seed))
        expect(seedOfWords(zh.join('\u3000\n'))).toEqual(Buffer.from(seed))
      }),
      { numRuns: 50 },
    )
  })
  it('are refused when one is wrong, missing or not a word', () => {
    const words = wordsOfSeed(Buffer.alloc(32, 3), 'en')
    expect(seedOfWords(words.slice(1).join(' '))).toBeNull()
    expect(seedOfWords(['zoo', ...words.slice(1)].join(' '))).toBeNull()
    expect(seedOfWords(['tributary', ...words.slice(1)].join(' '))).toBeNull()
    expect(seedOfWords('')).toBeNull()
  })
})

describe('root key', () => {
  it('is the same again from its words', () => {
    const key = newRootKey()
    const seed = seedOfWords(wordsOfSeed(key.seed, 'zh').join(' '))
    expect(seed && rootKeyFromSeed(seed).firmTag).toEqual(key.firmTag)
  })
})
