import { parseInvitation } from '#service/sync/identity/invitation.ts'
import { readLanAddress, writeLanAddress } from '#service/sync/lan/lan-address.ts'
import { PAIRING_TRIES, PairingHost } from '#service/sync/lan/pairing-host.ts'
import { readPairingCode, writePairingCode } from '#service/sync/lan/pairing.ts'
import type { FuzzInput, FuzzTarget } from './fuzz-target.ts'
import { mutate, type Random, randomBytes } from './mutate.ts'

/**
 * What a stranger in the network, or somebody at the keyboard, can send to pairing. Readers: `code` and `address` text as people type it; `request` what comes to the
 * endpoint, which must never give the invitation to who has not the token; `invitation` what another computer gives back for a code.
 */
export const target: FuzzTarget = {
  make(random) {
    const reader = READERS[random(READERS.length)] ?? 'code'
    if (random(10) === 0) return { reader, bytes: randomBytes(random, random(300)) }
    const samples = SAMPLES[reader]
    return { reader, bytes: mutate(random, sampleOf(random, samples), sampleOf(random, samples)) }
  },
  judge({ reader, bytes }: FuzzInput) {
    const text = bytes.toString('utf8')
    if (reader === 'code') judgeCode(text)
    else if (reader === 'address') judgeAddress(text)
    else if (reader === 'request') judgeRequest(bytes)
    else parseInvitation(text)
  },
}

const TOKEN = '0a1b2c3d4e'
const host = new PairingHost(Buffer.alloc(32, 3), { clock: { now: () => 0, today: () => '1970-01-01' }, random: () => Buffer.from(TOKEN, 'hex') })

const READERS = ['code', 'address', 'request', 'invitation'] as const
const SAMPLES: Readonly<Record<(typeof READERS)[number], readonly string[]>> = {
  code: ['0123-4567-89AB-CDEF-GHJK-MNPQ', 'oil3 4567 89ab cdef ghjk mnpq', '０１２３－４５６７－８９ＡＢ－ＣＤＥＦ－ＧＨＪＫ－ＭＮＰＱ', 'ßfiﬃ—\u0000·'],
  address: ['192.168.1.5:47100', '[fe80::1%eth0]:47100', 'boss-pc.local', '：：１', 'a'.repeat(260)],
  request: [`{"token":"${TOKEN}"}`, '{"token":"0a1b2c3d4f"}', '{"token":["0a1b2c3d4e"]}', '{"__proto__":{"token":"0a1b2c3d4e"}}', '[[[[[[[['],
  invitation: ['{"format":"tributary-join-2","genesis":{},"rootKey":"","chain":[{"body":"","signature":""}],"seed":"","keys":{"firm":""},"epoch":1}', '{"a":'.repeat(200)],
}

function sampleOf(random: Random, samples: readonly string[]): Buffer {
  return Buffer.from(samples[random(samples.length)] ?? '')
}

function judgeCode(text: string): void {
  const read = readPairingCode(text)
  if (!read.ok) return mustBe(read.error === 'code-malformed', read.error)
  const again = readPairingCode(writePairingCode(read.value))
  mustBe(again.ok && again.value.pin.equals(read.value.pin) && again.value.token.equals(read.value.token), 'a code that is another one when it is written')
}

function judgeAddress(text: string): void {
  const read = readLanAddress(text)
  if (!read.ok) return mustBe(read.error === 'address-malformed', read.error)
  const again = readLanAddress(writeLanAddress(read.value))
  mustBe(again.ok && again.value.host === read.value.host && again.value.port === read.value.port, 'an address that is another one when it is written')
}

function judgeRequest(bytes: Buffer): void {
  host.open('the invitation')
  const first = host.answer(bytes)
  const isRight = first.status === 200
  mustBe(isRight === (first.body === 'the invitation'), `${String(first.status)} with ${first.body}`)
  if (isRight) mustBe(bytes.includes(TOKEN), 'an invitation without a token')
  if (first.status === 400) return mustBe(host.state?.triesLeft === PAIRING_TRIES, 'a try that is none')
  for (let n = 1; n < PAIRING_TRIES; n++) host.answer(bytes)
  mustBe(host.answer(Buffer.from(`{"token":"${TOKEN}"}`)).status === 410, 'a code that was used or tried too often and still serves')
}

function mustBe(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise)
}
