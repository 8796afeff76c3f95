import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deviceOf, publicSigningKey, siteOf } from '../identity/device-key.ts'
import type { FieldContent } from '../engine/row-record.ts'
import { openEnvelope, readEnvelope, verifyEnvelope } from './envelope.ts'
import { peekPayload, readPayload } from './payload-reader.ts'

type Value = string | number | null | { readonly double: string } | { readonly blob: string }
interface Vector {
  readonly devicePublicKey: string
  readonly scopeKey: string
  readonly header: object
  readonly hash: string
  readonly signedHash: string
  readonly payload: string
  readonly records: readonly { readonly table: number; readonly id: string; readonly alive: boolean; readonly new: boolean; readonly slots: readonly [number, number, string, Value?][] }[]
  readonly bundle: string
}

const vector = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../tests/fixtures/sync/bundle.json'), 'utf8')) as Vector

function toVector(value: FieldContent): Value {
  if (value instanceof Uint8Array) return { blob: Buffer.from(value).toString('hex') }
  if (typeof value !== 'number' || (Number.isSafeInteger(value) && !Object.is(value, -0))) return value
  const double = Buffer.alloc(8)
  double.writeDoubleBE(value)
  return { double: double.toString('hex') }
}

describe('the bundle in tests/fixtures/sync', () => {
  const envelope = readEnvelope(Buffer.from(vector.bundle, 'base64'))
  if (!envelope.ok) throw new Error(envelope.error)

  it('names its author and verifies', () => {
    const publicKey = Buffer.from(vector.devicePublicKey, 'hex')
    const { header, hash, signedHash } = envelope.value
    expect(header).toEqual(vector.header)
    expect([hash.toString('hex'), signedHash.toString('hex')]).toEqual([vector.hash, vector.signedHash])
    expect(verifyEnvelope(envelope.value, publicSigningKey(publicKey))).toBe(true)
    expect(deviceOf(publicKey).toString('hex')).toBe(header.device)
    expect(siteOf(publicKey, Buffer.from(header.nonce, 'hex')).toString('hex')).toBe(header.site)
  })

  it('says what stands beside it', () => {
    const payload = openEnvelope(envelope.value, Buffer.from(vector.scopeKey, 'hex'))
    if (!payload.ok) throw new Error(payload.error)
    expect(payload.value.toString('hex')).toBe(vector.payload)
    const sites = ['']
    const records: unknown[] = []
    const aliasOf = (site: Buffer): number => sites.push(site.toString('hex')) - 1
    const read = readPayload(payload.value, aliasOf, (table, { id, mask, isAlive, isNew, clocks, values }) => {
      const slots = Array.from({ length: 32 }, (_, slot) => slot).filter((slot) => (mask & (1 << slot)) !== 0)
      const said = slots.map((slot) => [slot, clocks.h[slot], sites[clocks.s[slot] ?? 0], ...(slot === 31 ? [] : [toVector(values[slot] ?? null)])])
      records.push({ table, id: Buffer.from(id).toString('hex'), alive: isAlive, new: isNew, slots: said })
    })
    expect(read).toEqual({ ok: true, value: envelope.value.header.count })
    expect(records).toEqual(vector.records.map((record) => ({ ...record, slots: [...record.slots].sort(([a], [b]) => a - b) })))
    expect(peekPayload(payload.value)).toMatchObject({ value: { tables: new Map([[7, 3], [999, 15]]) } })
  })
})
