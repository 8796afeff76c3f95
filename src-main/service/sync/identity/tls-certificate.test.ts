import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { newDeviceKey, rawPublicKey } from './device-key.ts'
import { tlsCertificateOf } from './tls-certificate.ts'

const NOW = Date.UTC(2026, 2, 1, 8)

describe('tls certificate', () => {
  it('is an X.509 certificate over the device\'s key, signed by it, for 20 years', () => {
    const device = newDeviceKey()
    const certificate = new X509Certificate(tlsCertificateOf(device, NOW).cert)
    expect(rawPublicKey(certificate.publicKey)).toEqual(device.publicKey)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.validFromDate.toISOString()).toBe('2026-02-28T08:00:00.000Z')
    expect(certificate.validToDate.toISOString()).toBe('2046-02-28T08:00:00.000Z')
    expect(certificate.subject).toBe(`CN=${device.device.toString('hex')}`)
  })

  it('writes years from 2050 on with four digits', () => {
    const { cert } = tlsCertificateOf(newDeviceKey(), Date.UTC(2036, 0, 2))
    expect(new X509Certificate(cert).validToDate.getUTCFullYear()).toBe(2056)
  })

  it('lets both sides of TLS 1.3 see whose key the other holds', async () => {
    const [host, guest] = [newDeviceKey(), newDeviceKey()]
    const options = { minVersion: 'TLSv1.3', rejectUnauthorized: false, sigalgs: 'ed25519' } as const
    const server = createServer({ ...options, ...tlsCertificateOf(host, NOW), requestCert: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const seen: Promise<(Buffer | undefined)[]> = once(server, 'secureConnection').then(([socket]: TLSSocket[]) => [keyOf(socket)])
    const client = connect({ ...options, ...tlsCertificateOf(guest, NOW), host: '127.0.0.1', port })
    await once(client, 'secureConnect')
    expect(keyOf(client)).toEqual(host.publicKey)
    expect(await seen).toEqual([guest.publicKey])
    client.destroy()
    server.close()
    await once(server, 'close')
  })
})

function keyOf(socket: TLSSocket | undefined): Buffer | undefined {
  const key = socket?.getPeerX509Certificate()?.publicKey
  return key && rawPublicKey(key)
}
