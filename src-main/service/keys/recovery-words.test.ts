import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordLists } from '#shared/contract/workspace.contract.ts'
import { bytesOfWords, wordsOf } from './recovery-words.ts'

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('wordsOf and bytesOfWords', () => {
  it.each(wordLists)('give back the bytes (%s)', (list) => {
    fc.assert(
      fc.property(key, (bytes) => {
        const words = wordsOf(bytes, list)
        expect(words).toHaveLength(24)
        expect(bytesOfWords(words.join(' '))).toEqual(Buffer.from(bytes))
      }),
    )
  })

  it('take words as people write them', () => {
    const bytes = Buffer.alloc(32, 7)
    const english = wordsOf(bytes, 'en')
    expect(bytesOfWords(english.map((word, at) => `${String(at + 1)}. ${word.toUpperCase()}\r\n`).join(''))).toEqual(bytes)
    expect(bytesOfWords(`# 测试企业 2026\r\n${english.join('\n')}\n`)).toEqual(bytes)
    expect(bytesOfWords(wordsOf(bytes, 'zh-CN').join(''))).toEqual(bytes)
    expect(bytesOfWords(wordsOf(bytes, 'zh-CN').join('、\n'))).toEqual(bytes)
  })

  it('refuse a missing, an unknown and a swapped word', () => {
    const words = wordsOf(Buffer.from([...Array(32).keys()]), 'en')
    expect(bytesOfWords('')).toBeNull()
    expect(bytesOfWords(words.slice(1).join(' '))).toBeNull()
    expect(bytesOfWords(words.with(3, 'tributary').join(' '))).toBeNull()
    expect(bytesOfWords([...words.slice(1), words[0]].join(' '))).toBeNull()
  })

  it('agree with the published vector of BIP 39', () => {
    expect(wordsOf(Buffer.alloc(32), 'en').join(' ')).toBe(`${'abandon '.repeat(23)}art`)
  })
})
