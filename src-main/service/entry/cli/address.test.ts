import { describe, expect, it } from 'vitest'
import { listenAddress, writeAddress } from './address.ts'
import { UsageError } from './command.ts'

describe('listenAddress', () => {
  it.each([
    ['47100', undefined, 47_100],
    ['0', undefined, 0],
    ['127.0.0.1:80', '127.0.0.1', 80],
    ['boss-pc:47100', 'boss-pc', 47_100],
    ['[::1]:47100', '::1', 47_100],
  ])('reads %j', (text, host, port) => {
    expect(listenAddress(text)).toEqual({ host, port })
  })

  it.each(['', 'host', ':80', 'host:', '65536', '::1:80', '[::1]', 'a:b:80', '8o'])('refuses %j', (text) => {
    expect(() => listenAddress(text)).toThrow(UsageError)
  })
})

describe('writeAddress', () => {
  it('puts brackets around IPv6', () => {
    expect([writeAddress('::1', 80), writeAddress('127.0.0.1', 80)]).toEqual(['[::1]:80', '127.0.0.1:80'])
  })
})
