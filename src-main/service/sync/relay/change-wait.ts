import type { RelayParts } from './relay-parts.ts'

/**
 * Waits until the cursor of a firm is no longer `since`; gives the cursor.
 *
 * Edge    without `since` at once; when nothing comes, after the limit with the cursor unchanged.
 */
export async function waitForChange({ store, limits }: RelayParts, firm: string, since: string | null, gone: AbortSignal): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const wake = (): void => resolve(undefined)
  // watching begins before the first look, so that nothing can come in between
  const unwatch = store.watch(firm, wake)
  const timer = setTimeout(wake, limits.waitMs)
  gone.addEventListener('abort', wake)
  try {
    const cursor = await store.cursor(firm)
    if (cursor !== since) return cursor
    await promise
    return gone.aborted ? cursor : await store.cursor(firm)
  } finally {
    clearTimeout(timer)
    gone.removeEventListener('abort', wake)
    unwatch()
  }
}
