import { createCipheriv, createDecipheriv, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { err, ok, type Result } from '#shared/kernel/result.ts'
import { type RandomBytes, systemRandom } from '../../ports/random.ts'
import { agreementKeyFromSeed, type DeviceKey, publicAgreementKey, rawPublicKey } from './device-key.ts'
import { isScope, type Scope } from './scope.ts'
import { base64Of, Epoch, hexOf } from './wire.ts'

/** A unit of 5,000 people has about as many keys, at 100 bytes each. */
const MAX_SEALED = 1_048_576
const IV = 12
const TAG = 16

const OneScope = z.string().refine((text): text is Scope => isScope(text) && text !== 'control')

/** Keys for one device: what stands in the clear says for whom, and for which scopes; `sealed` only the device opens. */
export const Grant = z.object({
  kind: z.literal('grant'),
  device: hexOf(16),
  epoch: Epoch,
  scopes: z.union([z.tuple([z.literal('all')]), z.array(OneScope).max(10_000)]),
  ephemeral: hexOf(32),
  sealed: base64Of(MAX_SEALED),
})
export type Grant = z.infer<typeof Grant>

/** The secret of a whole epoch, or the keys of single scopes. */
export type GrantedKeys = { readonly secret: Buffer } | { readonly keys: ReadonlyMap<Scope, Buffer> }

const Content = z.union([z.strictObject({ secret: hexOf(32) }), z.strictObject({ keys: z.record(OneScope, hexOf(32)) })])

export interface GrantRequest {
  readonly device: Uint8Array
  /** Raw X25519 key of the device. */
  readonly agreementKey: Uint8Array
  readonly epoch: number
  readonly granted: GrantedKeys
}

/** Seals keys for one device. Shape: null when its agreement key is no point of the curve, so that one such device does not keep the others from their keys. */
export function sealGrant({ device, agreementKey, epoch, granted }: GrantRequest, random: RandomBytes = systemRandom): Grant | null {
  const ephemeralKey = agreementKeyFromSeed(random(32))
  const ephemeral = rawPublicKey(ephemeralKey)
  const scopes: Grant['scopes'] = 'secret' in granted ? ['all'] : [...granted.keys.keys()].sort()
  const content =
    'secret' in granted
      ? { secret: granted.secret.toString('hex') }
      : { keys: Object.fromEntries(scopes.map((scope) => [scope, granted.keys.get(scope as Scope)?.toString('hex')])) }
  const iv = random(IV)
  const named = deviceAndEpoch(device, epoch)
  const key = grantKey(ephemeralKey, agreementKey, ephemeral, named)
  if (!key) return null
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(additional(named, scopes))
  const sealed = Buffer.concat([iv, cipher.update(JSON.stringify(content), 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { kind: 'grant', device: Buffer.from(device).toString('hex'), epoch, scopes, ephemeral: ephemeral.toString('hex'), sealed: sealed.toString('base64') }
}

/** `other-device` not for us; `damaged` changed on the way, or made for other keys than we have. */
export type GrantProblem = 'other-device' | 'damaged'

/** Opens a grant for this device. Edge: takes anything that came from outside and passed `Grant`. */
export function openGrant(grant: Grant, key: DeviceKey): Result<GrantedKeys, GrantProblem> {
  if (grant.device !== key.device.toString('hex')) return err('other-device')
  const sealed = Buffer.from(grant.sealed, 'base64')
  if (sealed.length < IV + TAG) return err('damaged')
  const ephemeral = Buffer.from(grant.ephemeral, 'hex')
  const named = deviceAndEpoch(key.device, grant.epoch)
  const sealedWith = grantKey(key.agreement, ephemeral, ephemeral, named)
  if (!sealedWith) return err('damaged')
  let content: unknown
  try {
    const decipher = createDecipheriv('aes-256-gcm', sealedWith, sealed.subarray(0, IV))
    decipher.setAAD(additional(named, grant.scopes)).setAuthTag(sealed.subarray(-TAG))
    content = JSON.parse(Buffer.concat([decipher.update(sealed.subarray(IV, -TAG)), decipher.final()]).toString('utf8'))
  } catch {
    // the tag does not fit
    return err('damaged')
  }
  const parsed = Content.safeParse(content)
  if (!parsed.success) return err('damaged')
  const granted = keysOf(parsed.data)
  const scopes = 'secret' in granted ? ['all'] : [...granted.keys.keys()].sort()
  // what is told to others is what was given
  return scopes.join() === grant.scopes.join() ? ok(granted) : err('damaged')
}

function keysOf(content: z.infer<typeof Content>): GrantedKeys {
  if ('secret' in content) return { secret: Buffer.from(content.secret, 'hex') }
  return { keys: new Map(Object.entries(content.keys).map(([scope, key]) => [scope as Scope, Buffer.from(key, 'hex')])) }
}

function grantKey(ours: KeyObject, theirs: Uint8Array, ephemeral: Buffer, named: Buffer): Buffer | null {
  const shared = agreed(ours, theirs)
  return shared && Buffer.from(hkdfSync('sha256', shared, ephemeral, Buffer.concat([Buffer.from('tributary-grant-1\u0000'), named]), 32))
}

function agreed(privateKey: KeyObject, theirs: Uint8Array): Buffer | null {
  try {
    return diffieHellman({ privateKey, publicKey: publicAgreementKey(theirs) })
  } catch {
    // a point of low order, on which anybody could agree
    return null
  }
}

/** The device, then the epoch as u32. */
function deviceAndEpoch(device: Uint8Array, epoch: number): Buffer {
  const bytes = Buffer.alloc(device.length + 4)
  bytes.set(device)
  bytes.writeUInt32LE(epoch, device.length)
  return bytes
}

function additional(named: Buffer, scopes: readonly string[]): Buffer {
  return Buffer.concat([named, Buffer.from(scopes.join(','))])
}
