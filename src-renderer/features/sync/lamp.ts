import type { MessageKey } from '#shared/i18n/index.ts'
import type { SyncStatus } from '#shared/contract/sync.contract.ts'

export type LampTone = 'good' | 'idle' | 'bad'

export interface Lamp {
  readonly tone: LampTone
  readonly labelKey: MessageKey
  /** Number for the message: waiting steps or open conflicts. */
  readonly count: number
  /** UTC ms for the message; null where it names no time. */
  readonly at: number | null
}

/**
 * Says what the lamp in the frame shows.
 *
 * Edge    green needs a merge that happened: a copy that never met another one is grey, however little it has to pass on.
 */
export function lampOf(status: SyncStatus): Lamp {
  switch (status.lamp) {
    case 'attention':
      return { tone: 'bad', labelKey: 'sync-page.lamp.attention', count: status.openLost, at: null }
    case 'waiting':
      return { tone: 'idle', labelKey: 'sync-page.lamp.waiting', count: status.waiting, at: null }
    case 'synced':
      return status.lastMergeAt === null
        ? { tone: 'good', labelKey: 'sync-page.lamp.passed-on', count: 0, at: null }
        : { tone: 'good', labelKey: 'sync-page.lamp.synced', count: 0, at: status.lastMergeAt }
    case 'alone':
      return { tone: 'idle', labelKey: 'sync-page.lamp.alone', count: 0, at: null }
  }
}
