import { request, type IncomingMessage } from 'node:http'
import { z } from 'zod'
import { refuse } from '../../refusal.ts'
import type { TlsIdentity } from '../identity/tls-certificate.ts'
import { writeLanAddress, type LanAddress } from './lan-address.ts'
import { pairingPin, type PairingCode } from './pairing.ts'
import { PinnedAgent } from './pinned-agent.ts'
import { OtherComputer } from './tls.ts'

/** An invitation brings the first rows of a firm and some keys, never this much. */
const MAX_INVITATION = 4 * 1024 * 1024
const ANSWER_MS = 20_000

const Refusal = z.object({ error: z.string(), triesLeft: z.int().nonnegative().optional() })

/**
 * Gets the invitation that a code stands for, as text; nothing is known yet about what it says.
 *
 * Errors  refused: `pairing-other-computer` the computer there is not the one that made the code, and heard nothing of it; `pairing-code-wrong` with the tries
 *         left; `pairing-code-void` used, too old, or taken back; `pairing-unreachable`. An abort rejects with the signal's reason.
 */
export async function pairWith(addresses: readonly LanAddress[], code: PairingCode, identity: TlsIdentity, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  const address = addresses.map(writeLanAddress).join(', ')
  const agent = new PinnedAgent(addresses, { identity, isExpected: (publicKey) => pairingPin(publicKey).equals(code.pin) })
  try {
    const { status, body } = await post(agent, JSON.stringify({ token: code.token.toString('hex') }), AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]))
    if (status === 200) return body
    const { error, triesLeft } = readRefusal(body)
    if (status === 410 && error === 'code-void') refuse('pairing-code-void')
    if (status === 403 && triesLeft !== undefined) refuse('pairing-code-wrong', { tries: triesLeft })
    refuse('pairing-unreachable', { address })
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof OtherComputer) refuse('pairing-other-computer', { address }, { cause })
    if (cause instanceof NoAnswer) refuse('pairing-unreachable', { address }, { cause })
    throw cause
  } finally {
    agent.destroy()
  }
}

/** Thrown here for whatever the network, or something that is no copy of ours, made of the request. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

function post(agent: PinnedAgent, body: string, signal: AbortSignal): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => reject(cause instanceof OtherComputer ? cause : new NoAnswer('no answer', { cause }))
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
    const asked = request({ agent, signal, method: 'POST', path: '/v1/pair', host: 'tributary', headers }, (response) => {
      readText(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), fail)
    })
    asked.on('error', fail)
    asked.end(body)
  })
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_INVITATION) throw new Error('the answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function readRefusal(body: string): z.infer<typeof Refusal> {
  try {
    return Refusal.parse(JSON.parse(body))
  } catch {
    // another program answers there
    return { error: 'unknown' }
  }
}
