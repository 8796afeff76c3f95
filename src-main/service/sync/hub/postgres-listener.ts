import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from '../../ports/logger.ts'
import type { Watchers } from './hub-database.ts'

export const CHANNEL = 'tributary_hub'

const LONGEST_PAUSE = 5000

/**
 * Listens on a connection of its own for what other processes announce.
 *
 * Edge    a lost connection is opened again for ever; since something may have been missed meanwhile, everybody is woken then.
 */
export function listenForNews(connection: pg.ClientConfig, watchers: Watchers, logger: Logger): { close(): Promise<void> } {
  const closed = new AbortController()
  let client: pg.Client | null = null
  const running = run()
  return {
    async close() {
      closed.abort()
      await client?.end().catch(() => undefined)
      await running
    },
  }

  async function run(): Promise<void> {
    let pause = 100
    while (!closed.signal.aborted) {
      try {
        await listenOnce(() => (pause = 100))
      } catch (cause) {
        logger.warn('hub.listener-lost', { message: cause instanceof Error ? cause.message : String(cause) })
      }
      if (closed.signal.aborted) return
      await delay(pause, undefined, { signal: closed.signal }).catch(() => undefined)
      pause = Math.min(pause * 2, LONGEST_PAUSE)
    }
  }

  /** Ends when the connection does. */
  async function listenOnce(listening: () => void): Promise<void> {
    const own = new pg.Client({ ...connection, keepAlive: true })
    client = own
    const ended = new Promise<void>((resolve) => {
      own.on('end', resolve)
      // an `end` follows
      own.on('error', (cause) => logger.warn('hub.listener-lost', { message: cause.message }))
    })
    own.on('notification', ({ payload }) => watchers.wake(payload ?? ''))
    try {
      await own.connect()
      await own.query(`LISTEN ${CHANNEL}`)
      listening()
      watchers.wakeAll()
      await ended
    } finally {
      await own.end().catch(() => undefined)
    }
  }
}
