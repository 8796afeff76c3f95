import { describe, expect, it } from 'vitest'
import { changedOnly, definedOnly } from './given.ts'

describe('definedOnly', () => {
  it('drops undefined and keeps null', () => {
    expect(definedOnly({ a: undefined, b: null, c: 0 })).toEqual({ b: null, c: 0 })
  })
})

describe('changedOnly', () => {
  it('keeps what differs from before', () => {
    expect(changedOnly({ a: 1, b: 2, c: undefined }, { a: 1, b: 3, c: 4 })).toEqual({ b: 2 })
  })
})
