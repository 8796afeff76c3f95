import type { Change } from '#shared/contract/events.contract.ts'
import { openApi } from '../../procedure.ts'

export const eventsHandlers = {
  changes: openApi.events.changes.handler(async function* ({ context, signal }) {
    const waiting: Change[] = []
    let wake: (() => void) | undefined
    const stop = context.session.onChange((change) => {
      waiting.push(change)
      wake?.()
    })
    const end = (): void => wake?.()
    signal?.addEventListener('abort', end, { once: true })
    try {
      while (!signal?.aborted) {
        const change = waiting.shift()
        if (change) yield change
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      stop()
      signal?.removeEventListener('abort', end)
    }
  }),
}
