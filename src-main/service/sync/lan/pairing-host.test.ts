import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../../ports/clock.ts'
import { readPairingCode } from './pairing.ts'
import { PAIRING_LASTS, type PairingAnswer, PairingHost } from './pairing-host.ts'

const publicKey = randomBytes(32)

function setupHost(): { host: PairingHost; clock: ReturnType<typeof fixedClock>; token: string; changes: () => number } {
  const clock = fixedClock(1_800_000_000_000)
  let changes = 0
  const host = new PairingHost(publicKey, { clock, changed: () => void changes++ })
  return { host, clock, token: tokenOf(host.open('"invitation"').code), changes: () => changes }
}

function tokenOf(code: string): string {
  const read = readPairingCode(code)
  return read.ok ? read.value.token.toString('hex') : ''
}

function ask(host: PairingHost, request: unknown): PairingAnswer {
  return host.answer(Buffer.from(JSON.stringify(request)))
}

/** A token that differs from another in its last bit. */
function besides(token: string): string {
  return token.slice(0, -1) + (Number.parseInt(token.slice(-1), 16) ^ 1).toString(16)
}

describe('PairingHost', () => {
  it('shows a code that begins with the pin of its key', () => {
    const { host } = setupHost()
    const read = readPairingCode(host.state?.code ?? '')
    const hash = createHash('sha256').update(publicKey).digest()
    expect(read.ok && read.value.pin).toEqual(hash.subarray(0, 10))
  })

  it('hands the invitation out once', () => {
    const { host, token, changes } = setupHost()
    expect(ask(host, { token })).toEqual({ status: 200, body: '"invitation"' })
    expect(ask(host, { token })).toEqual({ status: 410, body: '{"error":"code-void"}' })
    expect(host.state?.outcome).toBe('used')
    expect(changes()).toBe(1)
  })

  it('counts wrong tries and is void after the fifth, also for the right token', () => {
    const { host, token } = setupHost()
    const wrong = { token: besides(token) }
    const answers = Array.from({ length: 5 }, () => ask(host, wrong))
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 410])
    expect(answers[0]?.body).toBe('{"error":"code-wrong","triesLeft":4}')
    expect(ask(host, { token }).status).toBe(410)
    expect(host.state).toMatchObject({ outcome: 'spent', triesLeft: 0 })
  })

  it('is void after ten minutes', () => {
    const { host, clock, token } = setupHost()
    clock.set(clock.now() + PAIRING_LASTS - 1)
    expect(host.state?.outcome).toBe('open')
    clock.set(clock.now() + 1)
    expect(ask(host, { token }).status).toBe(410)
    expect(host.state?.outcome).toBe('expired')
  })

  it('takes a code back', () => {
    const { host, token } = setupHost()
    host.close()
    expect(ask(host, { token }).status).toBe(410)
    expect(host.state?.outcome).toBe('closed')
  })

  it('makes the code before void with a new one, and its tries new', () => {
    const { host, token } = setupHost()
    ask(host, { token: besides(token) })
    const next = host.open('2')
    expect(next.triesLeft).toBe(5)
    expect(ask(host, { token }).status).toBe(403)
    expect(ask(host, { token: tokenOf(next.code) })).toEqual({ status: 200, body: '2' })
  })

  it.each([null, 'text', {}, { token: 5 }, { token: '' }, { token: 'ABCDEF0123' }, { token: `${'0'.repeat(9)}g` }, { token: '0'.repeat(12) }])(
    'takes %j for no try', (request) => {
      const { host } = setupHost()
      expect(ask(host, request)).toEqual({ status: 400, body: '{"error":"malformed"}' })
      expect(host.state?.triesLeft).toBe(5)
    })

  it('takes what is no JSON for no try', () => {
    const { host } = setupHost()
    expect(host.answer(Buffer.from('{"token":')).status).toBe(400)
    expect(host.answer(Buffer.from([0xff, 0])).status).toBe(400)
    expect(host.state?.triesLeft).toBe(5)
  })

  it('knows no code before one is made', () => {
    const host = new PairingHost(publicKey)
    expect(host.state).toBeNull()
    expect(ask(host, { token: '0'.repeat(10) }).status).toBe(410)
  })
})
