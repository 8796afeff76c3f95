import { Agent } from 'node:https'
import type { AgentOptions } from 'node:https'
import { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'

/** What the type of the callback wants beside an error. */
const NO_SOCKET = new Duplex()

/**
 * Connections to a server with a certificate of its own making, as network drives have: it is known by its fingerprint (SHA-256, hex), and nothing is sent before that was compared.
 */
export class PinnedHttpsAgent extends Agent {
  readonly #fingerprint: string

  constructor(fingerprint: string, options: AgentOptions) {
    super(options)
    this.#fingerprint = fingerprint
  }

  override createConnection(options: ConnectionOptions, callback?: (error: Error | null, socket: Duplex) => void): undefined {
    const socket = connect({ ...options, rejectUnauthorized: false })
    socket.once('error', (error) => callback?.(error, NO_SOCKET))
    socket.once('secureConnect', () => {
      const shown = socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase()
      if (shown === this.#fingerprint) {
        callback?.(null, socket)
        return
      }
      socket.destroy(Object.assign(new Error(`another certificate than expected: ${shown}`), { code: 'ERR_TLS_FINGERPRINT' }))
    })
  }
}
