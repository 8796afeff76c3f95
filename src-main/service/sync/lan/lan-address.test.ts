import { describe, expect, it } from 'vitest'
import { readLanAddress, writeLanAddress } from './lan-address.ts'

describe('readLanAddress', () => {
  it.each([
    ['192.168.1.5', '192.168.1.5', 47_100],
    [' 192.168.1.5:5000 ', '192.168.1.5', 5000],
    ['boss-pc.local', 'boss-pc.local', 47_100],
    ['boss-pc:47101', 'boss-pc', 47_101],
    ['１９２。１６８。１。５：５０００', '192.168.1.5', 5000],
    ['fe80::1', 'fe80::1', 47_100],
    ['fe80::1%eth0', 'fe80::1%eth0', 47_100],
    ['[fe80::1]:5000', 'fe80::1', 5000],
    ['[::1]', '::1', 47_100],
  ])('reads %s', (text, host, port) => {
    expect(readLanAddress(text)).toEqual({ ok: true, value: { host, port } })
  })

  it.each(['', ':5000', 'host:0', 'host:65536', 'host:x', 'http://host:1', 'a b', 'user@host', '[::1', 'host:1:2x', 'x'.repeat(301)])('refuses %j', (text) => {
    expect(readLanAddress(text)).toEqual({ ok: false, error: 'address-malformed' })
  })
})

describe('writeLanAddress', () => {
  it.each(['192.168.1.5:5000', '[fe80::1]:47100', 'boss-pc:1'])('writes %s as it is read', (text) => {
    const read = readLanAddress(text)
    expect(read.ok && writeLanAddress(read.value)).toBe(text)
  })
})
