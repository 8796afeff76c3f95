import { sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bytesOfWords, wordsOf } from '../../keys/recovery-words.ts'
import { publicSigningKey } from './device-key.ts'
import { newRootKey, rootKeyFromSeed } from './root-key.ts'

describe('root key', () => {
  it.each(['en', 'zh-CN'] as const)('is the same again from its words (%s)', (list) => {
    const key = newRootKey()
    const seed = bytesOfWords(wordsOf(key.seed, list).join(' '))
    expect(seed && rootKeyFromSeed(seed).firmTag).toEqual(key.firmTag)
  })
  it('signs what its public half checks', () => {
    const key = newRootKey()
    const bytes = Buffer.from('certificate')
    expect(verify(null, bytes, publicSigningKey(key.publicKey), sign(null, bytes, key.signing))).toBe(true)
  })
})
