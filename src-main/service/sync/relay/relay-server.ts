import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { RelayHandler } from './relay-handler.ts'
import { type RelayLimits, timeFor } from './relay-limits.ts'

const MOST_CONNECTIONS = 4096

/** Makes the server around a relay, with time-outs that leave nobody waiting for a client that says nothing. Listening is left to the caller. */
export function createRelayServer(handler: RelayHandler, limits: RelayLimits, tls: ServerOptions | null): Server {
  const timeouts = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.headersMs + timeFor(limits.bundle, limits),
    keepAliveTimeout: 15_000,
    connectionsCheckingInterval: Math.min(2000, limits.headersMs / 2),
    maxHeaderSize: 16_384,
  }
  const server = tls ? createTlsServer({ ...tls, ...timeouts, handshakeTimeout: limits.headersMs }, handler) : createServer(timeouts, handler)
  server.on('checkContinue', handler)
  // an answer to a wait is longer on its way than anything else that says nothing
  server.timeout = limits.waitMs + limits.graceMs
  server.maxConnections = MOST_CONNECTIONS
  return server
}
