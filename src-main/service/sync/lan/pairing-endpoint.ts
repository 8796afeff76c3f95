import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../ports/clock.ts'
import type { Logger } from '../../ports/logger.ts'
import { type Answer, announcedLength, jsonAnswer, readBody, refusalAnswer, RelayRefusal, send } from '../relay/answer.ts'
import { createStrangerGate } from '../relay/exchange-room.ts'
import type { RelayLimits } from '../relay/relay-limits.ts'
import type { PairingHost } from './pairing-host.ts'

/** `{ token }` and some spaces. */
const MAX_BODY = 256
/** Who types needs few; whoever sends more only makes work. */
const PER_MINUTE = 30

/** Answers `POST /v1/pair`, which nobody has to say hello for. */
export function createPairingEndpoint(
  host: PairingHost,
  { clock, limits, logger }: { readonly clock: Clock; readonly limits: RelayLimits; readonly logger: Logger },
): (request: IncomingMessage, response: ServerResponse) => void {
  const mayAsk = createStrangerGate(PER_MINUTE)
  return (request, response) => {
    void answer(request, response).then((given) => send(request, response, given, limits))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    try {
      if (request.method !== 'POST') throw new RelayRefusal(404, 'absent')
      if (!mayAsk(request.socket.remoteAddress ?? '', clock.now())) throw new RelayRefusal(429, 'too-many', 60)
      const body = await readBody(request, response, announcedLength(request, MAX_BODY), limits)
      const { status, body: said } = host.answer(body)
      return { status, headers: { 'Content-Type': 'application/json' }, body: Buffer.from(said) }
    } catch (cause) {
      if (cause instanceof RelayRefusal) return refusalAnswer(cause)
      logger.error('lan.pairing', cause)
      return jsonAnswer(500, { error: 'failed' })
    }
  }
}
