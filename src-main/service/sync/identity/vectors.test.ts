import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { wordsOf } from '../../keys/recovery-words.ts'
import { hlcFromMs, msFromHlc, observe, tick } from '../engine/clock.ts'
import { CertificateChain, type CertificateContent, issueCertificate, verifyChain, verifyInvitationChain } from './certificate.ts'
import { deviceKeyFromSeeds, siteOf } from './device-key.ts'
import { firmTagOf } from './firm-tag.ts'
import { Grant, openGrant, sealGrant } from './grant.ts'
import { rootKeyFromSeed } from './root-key.ts'
import { isScope, type Scope } from './scope.ts'
import { scopeKey } from './scope-keys.ts'

const bytes = z.string().regex(/^([0-9a-f]{2})+$/).transform((hex) => Buffer.from(hex, 'hex'))
const scope = z.string().refine((text): text is Scope => isScope(text))

function vector<T extends z.ZodType>(name: string, shape: T): z.infer<T> {
  return shape.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../../tests/fixtures/sync', `${name}.json`), 'utf8')))
}

describe('test vectors', () => {
  it('of the clock', () => {
    const { first, ticks, observed } = vector('clock', z.object({
      first: z.array(z.object({ ms: z.int(), hlc: z.int() })).min(1),
      ticks: z.array(z.object({ last: z.int(), wallMs: z.int(), offsetMs: z.int(), hlc: z.int() })).min(1),
      observed: z.array(z.object({ last: z.int(), met: z.int(), wallMs: z.int(), hlc: z.int() })).min(1),
    }))
    for (const { ms, hlc } of first) expect([hlcFromMs(ms), msFromHlc(hlc)]).toEqual([hlc, ms])
    for (const { last, wallMs, offsetMs, hlc } of ticks) expect(tick(last, wallMs, offsetMs)).toBe(hlc)
    for (const { last, met, wallMs, hlc } of observed) expect(observe(last, met, wallMs)).toBe(hlc)
  })

  it('of keys, devices and sites', () => {
    const { root, device, sites } = vector('site', z.object({
      root: z.object({ seed: bytes, publicKey: bytes, firmTag: bytes, wordsEn: z.string(), wordsZh: z.string() }),
      device: z.object({ signingSeed: bytes, agreementSeed: bytes, publicKey: bytes, agreementKey: bytes, device: bytes }),
      sites: z.array(z.object({ nonce: bytes, site: bytes })).min(1),
    }))
    const rootKey = rootKeyFromSeed(root.seed)
    expect([rootKey.publicKey, rootKey.firmTag, firmTagOf(root.publicKey)]).toEqual([root.publicKey, root.firmTag, root.firmTag])
    expect([wordsOf(root.seed, 'en').join(' '), wordsOf(root.seed, 'zh-CN').join(' ')]).toEqual([root.wordsEn, root.wordsZh])
    const key = deviceKeyFromSeeds({ signing: device.signingSeed, agreement: device.agreementSeed })
    expect([key.publicKey, key.agreementKey, key.device]).toEqual([device.publicKey, device.agreementKey, device.device])
    for (const { nonce, site } of sites) expect(siteOf(key.publicKey, nonce)).toEqual(site)
  })

  it('of keys of scopes', () => {
    const { secret, firmTag, keys } = vector('scope-key', z.object({ secret: bytes, firmTag: bytes, keys: z.array(z.object({ scope, key: bytes })).min(3) }))
    for (const { scope: name, key } of keys) expect(scopeKey(secret, firmTag, name)).toEqual(key)
  })

  it('of a chain of certificates', () => {
    const { rootSeed, chain, issuerSeeds, good, refused } = vector('certificate-chain', z.object({
      rootSeed: bytes,
      issuerSeeds: z.array(bytes).length(2),
      chain: CertificateChain,
      good: z.array(z.int()).min(1),
      refused: z.array(z.object({ why: z.string(), at: z.int(), chain: CertificateChain })).min(1),
    }))
    const root = rootKeyFromSeed(rootSeed)
    for (const at of good) expect(verifyChain(chain, { rootKey: root.publicKey, at }).ok).toBe(true)
    for (const { why, at, chain: bad } of refused) expect(verifyChain(bad, { rootKey: root.publicKey, at })).toEqual({ ok: false, error: why })
    expect(verifyInvitationChain(chain.slice(1), { rootKey: root.publicKey, at: null }).ok).toBe(true)
    // signatures are made without randomness: whoever signs the same bytes with the same key gets the same certificate
    for (const [i, certificate] of chain.entries()) {
      const { v: _v, issuer, ...content } = JSON.parse(Buffer.from(certificate.body, 'base64').toString('utf8')) as CertificateContent & { v: number; issuer: string }
      const seed = issuerSeeds[i]
      const key = seed ? deviceKeyFromSeeds({ signing: seed, agreement: seed }).signing : root.signing
      expect(issueCertificate(content, key, issuer).signature).toBe(certificate.signature)
    }
  })

  it('of grants', () => {
    const { device, grants } = vector('grant', z.object({
      device: z.object({ signingSeed: bytes, agreementSeed: bytes }),
      grants: z.array(z.object({ ephemeralSeed: bytes, iv: bytes, secret: bytes.nullable(), keys: z.record(scope, bytes).nullable(), grant: Grant })).length(2),
    }))
    const key = deviceKeyFromSeeds({ signing: device.signingSeed, agreement: device.agreementSeed })
    for (const { ephemeralSeed, iv, secret, keys, grant } of grants) {
      const granted = secret ? { secret } : { keys: new Map(Object.entries(keys ?? {}) as [Scope, Buffer][]) }
      expect(openGrant(grant, key)).toEqual({ ok: true, value: granted })
      const drawn = [ephemeralSeed, iv]
      expect(sealGrant({ ...key, epoch: grant.epoch, granted }, () => drawn.shift() ?? Buffer.alloc(0))).toEqual(grant)
    }
  })
})
