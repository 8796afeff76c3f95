import { describe, expect, it } from 'vitest'
import type { HostReply } from './host-protocol.ts'
import { parentKeyStore } from './parent-key-store.ts'

function setupStore() {
  const sent: Extract<HostReply, { type: 'key' }>[] = []
  const keys = parentKeyStore((reply) => void (reply.type === 'key' && sent.push(reply)))
  return { ...keys, sent }
}
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('parentKeyStore', () => {
  it('gives each question its own answer, in whatever order they come', async () => {
    const { store, answer, sent } = setupStore()
    const answers = Promise.all([store.wrap(Buffer.from('a')), store.unwrap(Buffer.from('b'))])
    expect(sent.map(({ work, bytes }) => [work, bytes])).toEqual([['wrap', base64('a')], ['unwrap', base64('b')]])
    for (const { id, work } of sent.toReversed()) answer({ type: 'key', id, bytes: base64(`${work}ped`) })
    expect((await answers).map((bytes) => Buffer.from(bytes ?? []).toString())).toEqual(['wrapped', 'unwrapped'])
  })

  it('says that there is no store when the shell has none', async () => {
    const { store, answer, sent } = setupStore()
    const wrapped = store.wrap(Buffer.from('a'))
    answer({ type: 'key', id: sent[0]?.id ?? -1, bytes: null })
    expect(await wrapped).toBeNull()
  })
})
