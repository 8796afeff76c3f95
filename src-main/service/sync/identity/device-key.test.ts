import { diffieHellman, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { agreementKeyFromSeed, deviceKeyFromSeeds, deviceOf, newDeviceKey, publicAgreementKey, publicSigningKey, siteOf } from './device-key.ts'

describe('device key', () => {
  it('gives the public keys of RFC 8032 (7.1, test 1) and RFC 7748 (6.1, Bob)', () => {
    const key = deviceKeyFromSeeds({
      signing: Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
      agreement: Buffer.from('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb', 'hex'),
    })
    expect(key.publicKey.toString('hex')).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
    expect(key.agreementKey.toString('hex')).toBe('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')
  })

  it('signs what the raw public key checks, and agrees with another on one secret', () => {
    const ours = newDeviceKey()
    const theirs = newDeviceKey()
    const bytes = Buffer.from('bundle')
    expect(verify(null, bytes, publicSigningKey(ours.publicKey), sign(null, bytes, ours.signing))).toBe(true)
    const secret = diffieHellman({ privateKey: ours.agreement, publicKey: publicAgreementKey(theirs.agreementKey) })
    expect(diffieHellman({ privateKey: agreementKeyFromSeed(theirs.seeds.agreement), publicKey: publicAgreementKey(ours.agreementKey) })).toEqual(secret)
  })

  it('is the same again from its seeds', () => {
    const key = newDeviceKey()
    expect(deviceKeyFromSeeds(key.seeds).device).toEqual(key.device)
    expect(key.device).toEqual(deviceOf(key.publicKey))
  })

  it('is another site with another nonce', () => {
    const { publicKey } = newDeviceKey()
    const sites = new Set([0, 1, 2].map((n) => siteOf(publicKey, Buffer.alloc(16, n)).toString('hex')))
    expect(sites.size).toBe(3)
  })
})
