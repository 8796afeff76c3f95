import { useDebounceFn } from '@vueuse/core'
import { onScopeDispose, shallowRef, watch } from 'vue'
import type { TributaryClient } from '#renderer/ui/rpc/index.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'

export type SimilarCustomer = Awaited<ReturnType<TributaryClient['customers']['similar']>>[number]

interface Wanted {
  readonly name: string | null
  readonly creditCode: string | null
  readonly phone: string | null
}

const DELAY_MS = 250

/**
 * Looks, while one types, for customers that the one in the form may double.
 *
 * Edge    a name of one character finds nothing; an answer that comes after the text changed is dropped. A search that fails hides
 *         nothing that was typed: the list stays empty and `error` says why.
 */
export function useSimilar(wanted: () => Wanted, exceptId?: string) {
  const rpc = useRpc()
  const found = shallowRef<readonly SimilarCustomer[]>([])
  const error = shallowRef<unknown>(null)
  let running = new AbortController()

  async function look(): Promise<void> {
    running.abort()
    const own = (running = new AbortController())
    const input = telling(wanted())
    if (Object.keys(input).length === 0) {
      found.value = []
      return
    }
    try {
      const next = await rpc.customers.similar({ ...input, ...(exceptId ? { exceptId } : {}) }, { signal: own.signal })
      if (own.signal.aborted) return
      found.value = next
      error.value = null
    } catch (failure) {
      if (!own.signal.aborted) error.value = failure
    }
  }

  const lookLater = useDebounceFn(look, DELAY_MS)
  watch(wanted, () => void lookLater(), { immediate: true })
  onScopeDispose(() => running.abort())
  return { found, error }
}

/** Gives what is long enough to tell customers apart, trimmed and within the limits of the contract. */
export function telling({ name, creditCode, phone }: Wanted): Partial<Record<keyof Wanted, string>> {
  const long = (text: string | null, least: number, most: number): string | null => {
    const trimmed = (text ?? '').trim()
    return trimmed.length >= least && trimmed.length <= most ? trimmed : null
  }
  const parts = { name: long(name, 2, 500), creditCode: long(creditCode, 18, 18), phone: long(phone, 7, 60) }
  return Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== null))
}
