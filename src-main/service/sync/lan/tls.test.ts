import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { newDeviceKey } from '../identity/device-key.ts'
import { type TlsIdentity, tlsCertificateOf } from '../identity/tls-certificate.ts'
import { connectPinned, OtherComputer, presentedKey, tlsServerOptions } from './tls.ts'

const host = newDeviceKey()
const guest = newDeviceKey()
const hostIdentity = tlsCertificateOf(host, Date.now())
const guestIdentity = tlsCertificateOf(guest, Date.now())
const never = new AbortController().signal

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A server that keeps what each caller presented and sent. */
async function setupServer(options: TlsOptions): Promise<{ port: number; keys: (Buffer | null)[]; sent: string[] }> {
  const keys: (Buffer | null)[] = []
  const sent: string[] = []
  const port = await listen(createServer(options, (socket) => {
    keys.push(presentedKey(socket))
    socket.on('data', (bytes) => void sent.push(String(bytes))).on('error', () => undefined).end('heard')
  }))
  return { port, keys, sent }
}

function pinned(port: number, expected: Buffer, identity: TlsIdentity = guestIdentity): Promise<TLSSocket> {
  return connectPinned({ host: '127.0.0.1', port, identity, isExpected: (key) => key.equals(expected) }, never)
}

function heard(socket: TLSSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    socket.on('data', (bytes) => (text += String(bytes))).on('end', () => resolve(text)).on('error', reject)
  })
}

describe('connectPinned', () => {
  it('shows each side the key of the other', async () => {
    const { port, keys } = await setupServer(tlsServerOptions(hostIdentity))
    const socket = await pinned(port, host.publicKey)
    expect(socket.getProtocol()).toBe('TLSv1.3')
    expect(await heard(socket)).toBe('heard')
    expect(keys).toEqual([guest.publicKey])
  })

  it('sends nothing to a computer that presents another key', async () => {
    const { port, sent } = await setupServer(tlsServerOptions(tlsCertificateOf(newDeviceKey(), Date.now())))
    await expect(pinned(port, host.publicKey)).rejects.toBeInstanceOf(OtherComputer)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(sent).toEqual([])
  })

  it('says when nobody listens', async () => {
    const server = createTcpServer()
    const port = await listen(server)
    await new Promise((resolve) => servers.pop()?.close(resolve))
    await expect(pinned(port, host.publicKey)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('says when the other side hangs up instead of shaking hands', async () => {
    const port = await listen(createTcpServer((socket) => void socket.on('error', () => undefined).resume().end()))
    await expect(pinned(port, host.publicKey)).rejects.toThrow()
  })

  it('rejects with the reason of the signal, before and during the handshake', async () => {
    const port = await listen(createTcpServer((socket) => void socket.on('error', () => undefined).resume()))
    const reason = new Error('stopped by the test')
    const target = { host: '127.0.0.1', port, identity: guestIdentity, isExpected: () => true }
    await expect(connectPinned(target, AbortSignal.abort(reason))).rejects.toBe(reason)
    const stop = new AbortController()
    const connecting = connectPinned(target, stop.signal)
    setTimeout(() => stop.abort(reason), 20)
    await expect(connecting).rejects.toBe(reason)
  })
})

describe('tlsServerOptions', () => {
  it('speaks nothing older than TLS 1.3', async () => {
    const { port, keys } = await setupServer(tlsServerOptions(hostIdentity))
    const socket = connect({ host: '127.0.0.1', port, ...guestIdentity, maxVersion: 'TLSv1.2', rejectUnauthorized: false })
    await expect(heard(socket)).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' })
    expect(keys).toEqual([])
  })

  it('sees no key of a caller who presents none', async () => {
    const { port, keys } = await setupServer(tlsServerOptions(hostIdentity))
    await heard(connect({ host: '127.0.0.1', port, rejectUnauthorized: false }))
    expect(keys).toEqual([null])
  })

  it('refuses who presents a certificate without holding its key', async () => {
    const { port, keys } = await setupServer(tlsServerOptions(hostIdentity))
    const stolen = { cert: hostIdentity.cert, key: guestIdentity.key }
    await expect((async () => heard(connect({ host: '127.0.0.1', port, ...stolen, rejectUnauthorized: false })))()).rejects.toThrow()
    expect(keys).toEqual([])
  })
})
