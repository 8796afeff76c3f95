import { randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { type Clock, systemClock } from '../../ports/clock.ts'
import { hexOf } from '../identity/wire.ts'
import { pairingPin, TOKEN_BYTES, writePairingCode } from './pairing.ts'

/** How long a code is good, in ms. */
export const PAIRING_LASTS = 600_000
export const PAIRING_TRIES = 5

/**
 * `open` waits for somebody; `used` an invitation went out; `spent` too many wrong tries; `expired` nobody came in time; `closed` taken back.
 */
export type PairingOutcome = 'open' | 'used' | 'spent' | 'expired' | 'closed'

/** For whom an invitation was made. */
export interface InvitedPerson {
  readonly name: string
  readonly role: string
}

export interface PairingState {
  /** As it is shown: six groups of four. */
  readonly code: string
  /** UTC ms. */
  readonly expiresAt: number
  readonly triesLeft: number
  readonly outcome: PairingOutcome
  readonly person: InvitedPerson | null
}

/** What the endpoint says: a status and its JSON. */
export interface PairingAnswer {
  readonly status: 200 | 400 | 403 | 410
  readonly body: string
}

export interface PairingPorts {
  readonly clock?: Clock
  readonly random?: (size: number) => Buffer
  /** Called after whatever strangers did to the code. */
  changed?(): void
}

interface Opened {
  readonly code: string
  readonly token: Buffer
  readonly expiresAt: number
  readonly invitation: string
  readonly person: InvitedPerson | null
  triesLeft: number
  outcome: PairingOutcome
}

/**
 * Hands one invitation to whoever knows the code. One code at a time; a new one makes the one before void.
 *
 * Edge    tries count altogether, whoever makes them and over however many connections. Somebody in the same network can use them up and so prevent
 *         a pairing; he gains nothing else.
 */
export class PairingHost {
  readonly #pin: Buffer
  readonly #clock: Clock
  readonly #random: (size: number) => Buffer
  readonly #changed: () => void
  #opened: Opened | null = null

  /** Shape: `publicKey` = the raw device key that this computer presents. */
  constructor(publicKey: Buffer, { clock = systemClock, random = randomBytes, changed = () => undefined }: PairingPorts = {}) {
    this.#pin = pairingPin(publicKey)
    this.#clock = clock
    this.#random = random
    this.#changed = changed
  }

  /** Makes a code for an invitation, given as the text that goes out; it is good for `lastsMs`. */
  open(invitation: string, person: InvitedPerson | null = null, lastsMs = PAIRING_LASTS): PairingState {
    const token = this.#random(TOKEN_BYTES)
    const code = writePairingCode({ pin: this.#pin, token })
    const expiresAt = this.#clock.now() + Math.min(lastsMs, PAIRING_LASTS)
    this.#opened = { code, token, expiresAt, invitation, person, triesLeft: PAIRING_TRIES, outcome: 'open' }
    return { code, expiresAt, triesLeft: PAIRING_TRIES, outcome: 'open', person }
  }

  /** The newest code and what became of it; null when there was none. */
  get state(): PairingState | null {
    const opened = this.#opened
    if (!opened) return null
    const { code, expiresAt, triesLeft, person } = opened
    const outcome = opened.outcome === 'open' && this.#clock.now() >= expiresAt ? 'expired' : opened.outcome
    return { code, expiresAt, triesLeft, outcome, person }
  }

  /** Takes the code back; what became of it before stays. */
  close(): void {
    if (this.#opened && this.state?.outcome === 'open') this.#opened.outcome = 'closed'
  }

  /** Answers what a stranger sent as JSON. Edge: what is no token is no try. */
  answer(body: Buffer): PairingAnswer {
    const token = readToken(body)
    if (!token) return MALFORMED
    const opened = this.#opened
    if (!opened || this.state?.outcome !== 'open') return VOID
    if (timingSafeEqual(token, opened.token)) {
      opened.outcome = 'used'
      this.#changed()
      return { status: 200, body: opened.invitation }
    }
    opened.triesLeft -= 1
    if (opened.triesLeft === 0) opened.outcome = 'spent'
    this.#changed()
    return opened.triesLeft === 0 ? VOID : { status: 403, body: JSON.stringify({ error: 'code-wrong', triesLeft: opened.triesLeft }) }
  }
}

const PairingRequest = z.object({ token: hexOf(TOKEN_BYTES) })

function readToken(body: Buffer): Buffer | null {
  let content: unknown
  try {
    content = JSON.parse(body.toString('utf8'))
  } catch {
    // no JSON, so no token
    return null
  }
  const parsed = PairingRequest.safeParse(content)
  return parsed.success ? Buffer.from(parsed.data.token, 'hex') : null
}

const MALFORMED: PairingAnswer = { status: 400, body: JSON.stringify({ error: 'malformed' }) }
const VOID: PairingAnswer = { status: 410, body: JSON.stringify({ error: 'code-void' }) }
