import type { MessageKey } from '#shared/i18n/index.ts'
import type { SyncConcern, SyncStatus } from '#shared/contract/sync.contract.ts'

export type LampTone = 'good' | 'idle' | 'bad'

export interface Lamp {
  readonly tone: LampTone
  readonly labelKey: MessageKey
  /** Number for the message: waiting steps, or what the concern counts. */
  readonly count: number
  /** UTC ms for the message; null where it names no time. */
  readonly at: number | null
  /** The most pressing concern, named by the message; null where there is none. */
  readonly concern: SyncConcern | null
}

const CONCERNS: Readonly<Record<SyncConcern['kind'], MessageKey>> = {
  conflicts: 'sync-page.concern.conflicts',
  held: 'sync-page.concern.held',
  renewed: 'sync-page.concern.renewed',
  clock: 'sync-page.concern.clock',
  'way-failing': 'sync-page.concern.way-failing',
}

/**
 * Says what the lamp in the frame shows.
 *
 * Edge    green needs a meeting that happened: a copy that never met another one is grey, however little it has to pass on.
 */
export function lampOf(status: SyncStatus): Lamp {
  const [concern = null] = status.concerns
  switch (status.lamp) {
    case 'attention':
      return { tone: 'bad', labelKey: concern ? CONCERNS[concern.kind] : 'sync-page.concern.conflicts', count: concern?.n ?? status.openLost, at: null, concern }
    case 'waiting':
      return status.waiting === 0
        ? { tone: 'idle', labelKey: 'sync-page.lamp.waiting-some', count: 0, at: null, concern }
        : { tone: 'idle', labelKey: 'sync-page.lamp.waiting', count: status.waiting, at: null, concern }
    case 'synced':
      return status.lastMergeAt === null
        ? { tone: 'good', labelKey: 'sync-page.lamp.passed-on', count: 0, at: null, concern }
        : { tone: 'good', labelKey: 'sync-page.lamp.synced', count: 0, at: status.lastMergeAt, concern }
    case 'alone':
      return { tone: 'idle', labelKey: 'sync-page.lamp.alone', count: 0, at: null, concern }
  }
}
