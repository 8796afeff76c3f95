import type { KeyStore } from '../ports/key-store.ts'
import type { HostReply, HostRequest, KeyQuestion } from './host-protocol.ts'

export type KeyAnswer = Extract<HostRequest, { type: 'key' }>

/**
 * Gives the operating system's store of secrets, which only the shell reaches.
 *
 * Shape   `answer` takes what the shell says to the questions that `send` asked.
 */
export function parentKeyStore(send: (reply: HostReply) => void): { readonly store: KeyStore; readonly answer: (answer: KeyAnswer) => void } {
  const waiting = new Map<number, (bytes: Uint8Array | null) => void>()
  let asked = 0

  const ask = (work: KeyQuestion['work'], bytes: Uint8Array): Promise<Uint8Array | null> =>
    new Promise((resolve) => {
      const id = asked++
      waiting.set(id, resolve)
      send({ type: 'key', id, work, bytes: Buffer.from(bytes).toString('base64') })
    })
  return {
    store: { wrap: (key) => ask('wrap', key), unwrap: (wrapped) => ask('unwrap', wrapped) },
    answer({ id, bytes }) {
      waiting.get(id)?.(bytes === null ? null : Buffer.from(bytes, 'base64'))
      waiting.delete(id)
    },
  }
}
