import { connect as connectTcp } from 'node:net'
import { request } from 'node:http'
import { connect, createServer, type TLSSocket } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { newDeviceKey } from '#service/sync/identity/device-key.ts'
import { type TlsIdentity, tlsCertificateOf } from '#service/sync/identity/tls-certificate.ts'
import { openLanWay } from '#service/sync/lan/lan-way.ts'
import { pairWith } from '#service/sync/lan/pairing-client.ts'
import { type PairingCode, readPairingCode } from '#service/sync/lan/pairing.ts'
import { PinnedAgent } from '#service/sync/lan/pinned-agent.ts'
import { OtherComputer, tlsServerOptions } from '#service/sync/lan/tls.ts'
import { RELAY_LIMITS } from '#service/sync/relay/relay-limits.ts'
import { WayProblem } from '#service/sync/ways/way.ts'
import { systemClock } from '#service/ports/clock.ts'
import { Refused } from '#service/refusal.ts'
import type { Problem } from '#shared/contract/base.ts'
import { mutate, randomOf } from '../fuzz/mutate.ts'
import { setupFirm } from '../helpers/setup-firm.ts'
import { openWayTo, startListener, type TestListener } from '../helpers/setup-lan.ts'

const never = new AbortController().signal
const stranger = (): TlsIdentity => tlsCertificateOf(newDeviceKey(), Date.now())

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function setupListener(options: Parameters<typeof startListener>[2] = {}) {
  const firm = setupFirm()
  const host = firm.addDevice()
  const guest = firm.addDevice()
  const listener = await startListener(firm, host, options)
  closing.push(() => listener.server.close())
  const open = (device = guest) => {
    const way = openWayTo(listener.server.port, device, host)
    closing.push(() => way.close())
    return way
  }
  return { firm, host, guest, listener, port: listener.server.port, open }
}

describe('a man in the middle', () => {
  it('hears nothing, although it forwards everything else', async () => {
    const { host, guest, port } = await setupListener()
    const sent: Buffer[] = []
    const between = createServer(tlsServerOptions(stranger()), (near) => {
      const far = connect({ host: '127.0.0.1', port, ...stranger(), rejectUnauthorized: false })
      near.on('data', (bytes) => void sent.push(bytes)).on('error', () => undefined).pipe(far)
      far.on('error', () => undefined).pipe(near)
      near.on('close', () => far.destroy())
    })
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
    closing.push(() => between.close())

    const way = openWayTo((between.address() as AddressInfo).port, guest, host)
    closing.push(() => way.close())
    const problem: unknown = await way.list(never).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(WayProblem)
    expect(problem).toMatchObject({ kind: 'unauthorized' })
    expect((problem as WayProblem).cause).toBeInstanceOf(OtherComputer)
    expect(sent).toEqual([])
  })

  it('cannot use a hello or a token that it got from somebody else', async () => {
    const { host, guest, port } = await setupListener()
    const isExpected = (key: Buffer): boolean => key.equals(host.key.publicKey)
    // The words of one device on the connection of another.
    const way = openLanWay({ addresses: [{ host: '127.0.0.1', port }], tls: stranger(), identity: guest.identity, isExpected, clock: systemClock })
    closing.push(() => way.close())
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'unauthorized' })
  })
})

describe('who is let in', () => {
  it('serves an unknown device whose chain leads to the root', async () => {
    const { open } = await setupListener()
    expect(await open().list(never)).toEqual([])
  })

  it('refuses a device of another firm', async () => {
    const { open } = await setupListener()
    await expect(open(setupFirm().addDevice()).list(never)).rejects.toMatchObject({ kind: 'unauthorized' })
  })

  it('cuts a revoked device at once, also one that is connected', async () => {
    const revoked = new Set<string>()
    const { guest, open } = await setupListener({ isRevoked: (key) => revoked.has(key.toString('hex')) })
    const way = open()
    expect(await way.list(never)).toEqual([])
    revoked.add(guest.key.publicKey.toString('hex'))
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(open().list(never)).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('cuts a caller who presents no key', async () => {
    const { port } = await setupListener()
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
    expect(await answerTo(socket, 'GET /v1/nonce HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('')
  })

  it('lets people join and exchanges nothing where there is nothing to exchange', async () => {
    const { listener, port, open } = await setupListener({ exchange: null })
    await expect(open().list(never)).rejects.toMatchObject({ kind: 'unreachable' })
    expect(await pair(port, codeOf(listener))).toBe('"invitation"')
  })

  it('gives nothing but a nonce without a token', async () => {
    const { host, port } = await setupListener()
    const agent = new PinnedAgent([{ host: '127.0.0.1', port }], { identity: stranger(), isExpected: (key) => key.equals(host.key.publicKey) })
    closing.push(() => agent.destroy())
    expect(await statusOf(agent, 'GET', '/v1/nonce')).toBe(200)
    expect(await statusOf(agent, 'GET', '/v1/chains')).toBe(401)
    expect(await statusOf(agent, 'GET', '/v1/pair')).toBe(404)
    expect(await statusOf(agent, 'GET', '/')).toBe(401)
  })
})

describe('slow callers', () => {
  const limits = { ...RELAY_LIMITS, headersMs: 400, graceMs: 400, waitMs: 400 }

  it('cuts who connects and says nothing', async () => {
    const { port } = await setupListener({ limits })
    expect(await answerTo(connectTcp(port, '127.0.0.1'), '')).toBe('')
  })

  it('cuts who shakes hands and then says nothing, or one letter at a time', async () => {
    const { port } = await setupListener({ limits })
    const talk = (text: string): Promise<string> => answerTo(connect({ host: '127.0.0.1', port, ...stranger(), rejectUnauthorized: false }), text, 50)
    const [silent, slow] = await Promise.all([talk(''), talk(`GET /v1/nonce HTTP/1.1\r\nX: ${'x'.repeat(1000)}`)])
    expect(silent).not.toContain('200 OK')
    expect(slow).not.toContain('200 OK')
  })

  it('cuts who announces a body and does not send it', async () => {
    const { port, listener } = await setupListener({ limits })
    listener.pairing.open('"invitation"')
    const head = 'POST /v1/pair HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\n{'
    expect(await answerTo(connect({ host: '127.0.0.1', port, ...stranger(), rejectUnauthorized: false }), head)).not.toContain('200 OK')
    expect(listener.pairing.state).toMatchObject({ outcome: 'open', triesLeft: 5 })
  })
})

describe('noise', () => {
  it('is answered or cut, with and without TLS, and serves the others all the same', async () => {
    const { listener, port, open } = await setupListener()
    const random = randomOf(1)
    const sample = Buffer.from('POST /v1/hello HTTP/1.1\r\nHost: tributary.local\r\nContent-Length: 40\r\nExpect: 100-continue\r\n\r\n{"rootKey":"00","chain":[{}],"at":1e999}GET /v1/nonce HTTP/1.1\r\n\r\n')
    const answers = Array.from({ length: 120 }, (_, i) => {
      const tls = i % 3 > 0
      const socket = tls ? connect({ host: '127.0.0.1', port, ...stranger(), rejectUnauthorized: false }) : connectTcp(port, '127.0.0.1')
      socket.on('error', () => undefined).end(mutate(random, sample, sample))
      return answerTo(socket, '')
    })
    expect((await Promise.all(answers)).join('')).not.toContain('token')
    expect(await open().list(never)).toEqual([])
    expect(await pair(port, codeOf(listener))).toBe('"invitation"')
  })
})

describe('many callers', () => {
  it('takes so many connections of one address and cuts the next', async () => {
    const { port } = await setupListener()
    const sockets = await Promise.all(Array.from({ length: 128 }, () => connected(port)))
    closing.push(() => sockets.forEach((socket) => socket.destroy()))
    expect(await answerTo(connectTcp(port, '127.0.0.1'), '')).toBe('')
    expect(sockets.filter((socket) => socket.destroyed)).toEqual([])
  })
})

describe('pairing', () => {
  it('hands the invitation to who has the code', async () => {
    const { listener, port } = await setupListener()
    const code = codeOf(listener)
    expect(await pair(port, code)).toBe('"invitation"')
    expect(listener.pairing.state?.outcome).toBe('used')
    expect(await refusalOf(pair(port, code))).toMatchObject({ kind: 'pairing-code-void' })
  })

  it('counts wrong tries over different connections, and is void after five', async () => {
    const { listener, port } = await setupListener()
    const code = codeOf(listener)
    const wrong = { ...code, token: Buffer.from(code.token.map((byte) => byte ^ 1)) }
    for (const tries of [4, 3, 2, 1]) expect(await refusalOf(pair(port, wrong))).toMatchObject({ kind: 'pairing-code-wrong', values: { tries } })
    expect(await refusalOf(pair(port, wrong))).toMatchObject({ kind: 'pairing-code-void' })
    expect(await refusalOf(pair(port, code))).toMatchObject({ kind: 'pairing-code-void' })
    expect(listener.pairing.state?.outcome).toBe('spent')
  })

  it('counts tries that come at the same time', async () => {
    const { listener, port } = await setupListener()
    const code = codeOf(listener)
    const wrong = { ...code, token: Buffer.from(code.token.map((byte) => byte ^ 1)) }
    const kinds = await Promise.all(Array.from({ length: 12 }, () => refusalOf(pair(port, wrong))))
    expect(kinds.filter((problem) => problem?.kind === 'pairing-code-wrong')).toHaveLength(4)
    expect(kinds.filter((problem) => problem?.kind === 'pairing-code-void')).toHaveLength(8)
  })

  it('says no token to a computer that did not make the code', async () => {
    const { listener } = await setupListener()
    const other = await setupListener()
    other.listener.pairing.open('"trap"')
    expect(await refusalOf(pair(other.port, codeOf(listener)))).toMatchObject({ kind: 'pairing-other-computer' })
    expect(other.listener.pairing.state?.triesLeft).toBe(5)
  })

  it('finds the right one of several addresses', async () => {
    const { listener, port } = await setupListener()
    const other = await setupListener()
    const addresses = [other.port, 1, port].map((at) => ({ host: '127.0.0.1', port: at }))
    expect(await pairWith(addresses, codeOf(listener), stranger(), never)).toBe('"invitation"')
  })

  it('says when nobody is there', async () => {
    const { listener, port } = await setupListener()
    const code = codeOf(listener)
    await listener.server.close()
    expect(await refusalOf(pair(port, code))).toMatchObject({ kind: 'pairing-unreachable' })
  })

  it('can be given up', async () => {
    const reason = new Error('stopped by the test')
    const { listener, port } = await setupListener()
    await expect(pairWith([{ host: '127.0.0.1', port }], codeOf(listener), stranger(), AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})

describe('ports', () => {
  it('takes the next one when a port is taken, and says when none is left', async () => {
    const { port, firm, host } = await setupListener()
    const second = await startListener(firm, host, { ports: [port, 0] })
    closing.push(() => second.server.close())
    expect(second.server.port).not.toBe(port)
    expect(await refusalOf(startListener(firm, host, { ports: [port] }))).toMatchObject({ kind: 'lan-port-taken' })
  })
})

function codeOf({ pairing }: TestListener): PairingCode {
  const read = readPairingCode(pairing.open('"invitation"').code)
  if (!read.ok) throw new Error(read.error)
  return read.value
}

function pair(port: number, code: PairingCode): Promise<string> {
  return pairWith([{ host: '127.0.0.1', port }], code, stranger(), never)
}

/** The problem for which something is refused. Errors: throws when it is not refused, and whatever else it throws. */
async function refusalOf(work: Promise<unknown>): Promise<Problem | undefined> {
  const thrown: unknown = await work.then(() => new Error('nothing was refused'), (cause: unknown) => cause)
  if (thrown instanceof Refused) return thrown.problems[0]
  throw thrown
}

function statusOf(agent: PinnedAgent, method: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ agent, method, path, host: 'tributary.local' }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    }).on('error', reject).end()
  })
}

function connected(port: number): Promise<ReturnType<typeof connectTcp>> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(port, '127.0.0.1', () => resolve(socket)).on('error', reject)
  })
}

/** Says something, all at once or letter by letter, and gives what comes back until the other side ends it. */
function answerTo(socket: TLSSocket | ReturnType<typeof connectTcp>, text: string, everyMs = 0): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const letters = everyMs > 0 ? [...text] : []
    const speaking = everyMs > 0 ? setInterval(() => void socket.write(letters.shift() ?? ''), everyMs) : undefined
    if (everyMs === 0 && text !== '') socket.write(text)
    socket.on('data', (bytes: Buffer) => (answer += String(bytes))).on('error', () => undefined).on('close', () => {
      clearInterval(speaking)
      resolve(answer)
    })
  })
}
