import { describe, expect, it } from 'vitest'
import { issueCertificate } from './certificate.ts'
import { newDeviceKey } from './device-key.ts'
import { sealGrant } from './grant.ts'
import { newRootKey } from './root-key.ts'
import { newSecret } from './scope-keys.ts'
import { parseStatements, printStatements, type Statement } from './statement.ts'

const root = newRootKey()
const device = newDeviceKey()
const certificate = issueCertificate(
  {
    firm: root.firmTag.toString('hex'), kind: 'device', publicKey: device.publicKey.toString('hex'), agreementKey: device.agreementKey.toString('hex'),
    employee: '11'.repeat(16), role: 'rep', unit: null, scopes: [], notBefore: 0, notAfter: 1,
  },
  root.signing,
  'root',
)
const grant = sealGrant({ ...device, epoch: 2, granted: { secret: newSecret() } })
const statements: readonly Statement[] = [
  { kind: 'certificate', chain: [certificate] },
  ...(grant ? [grant] : []),
  { kind: 'epoch', epoch: 2, without: [] },
  { kind: 'revoke', device: '22'.repeat(16), heads: [['33'.repeat(16), 'firm', 7]] },
]
const parse = (content: unknown): unknown => parseStatements(Buffer.from(JSON.stringify(content)))

describe('statements', () => {
  it('are read as they were written', () => {
    expect(parseStatements(printStatements(statements))).toEqual({ ok: true, value: { statements, unknown: 0 } })
  })
  it('of kinds and with members that a newer version has are counted and left out', () => {
    expect(parse([{ kind: 'epoch', epoch: 3, without: [], why: 'lost' }, { kind: 'greeting', text: 'hello' }])).toEqual({
      ok: true,
      value: { statements: [{ kind: 'epoch', epoch: 3, without: [] }], unknown: 1 },
    })
  })
  it.each<[string, unknown]>([
    ['no list', { kind: 'epoch', epoch: 3, without: [] }],
    ['something without a kind', [{ epoch: 3 }]],
    ['an epoch that no u32 holds', [{ kind: 'epoch', epoch: 2 ** 32, without: [] }]],
    ['a head of a scope that is none', [{ kind: 'revoke', device: '22'.repeat(16), heads: [['33'.repeat(16), '../firm', 7]] }]],
    ['an empty chain', [{ kind: 'certificate', chain: [] }]],
    ['a good statement beside a bad one', [{ kind: 'epoch', epoch: 3, without: [] }, { kind: 'epoch' }]],
  ])('are refused: %s', (_, content) => {
    expect(parse(content)).toEqual({ ok: false, error: 'content' })
  })
  it('are refused when they are no UTF-8 or no JSON', () => {
    for (const bytes of [Buffer.from([0x22, 0xff, 0x22]), Buffer.from('[')]) expect(parseStatements(bytes)).toEqual({ ok: false, error: 'content' })
  })
})
