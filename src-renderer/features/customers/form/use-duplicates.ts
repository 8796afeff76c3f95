import { useDebounceFn } from '@vueuse/core'
import { onScopeDispose, shallowRef, watch } from 'vue'
import type { CustomerFields, Duplicate, DuplicateQuery } from '#shared/contract/customers.contract.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'

/** The fields of the form by which doubles are found. */
export type Typed = Pick<CustomerFields, 'kind' | 'name' | 'shortName' | 'creditCode' | 'phone' | 'website'>

const DELAY_MS = 250

/**
 * Looks, while one types, for customers that the one in the form may double.
 *
 * Edge    a name of one character finds nothing; an answer that comes after the text changed is dropped. A search that fails hides
 *         nothing that was typed: the list stays empty and `error` says why.
 */
export function useDuplicates(typed: () => Typed, exceptId?: string) {
  const rpc = useRpc()
  const found = shallowRef<readonly Duplicate[]>([])
  const error = shallowRef<unknown>(null)
  let running = new AbortController()

  async function look(): Promise<void> {
    running.abort()
    const own = (running = new AbortController())
    const query = telling(typed())
    if (query === null) {
      found.value = []
      return
    }
    try {
      const next = await rpc.customers.duplicates({ ...query, ...(exceptId ? { exceptId } : {}) }, { signal: own.signal })
      if (own.signal.aborted) return
      found.value = next
      error.value = null
    } catch (failure) {
      if (!own.signal.aborted) error.value = failure
    }
  }

  const lookLater = useDebounceFn(look, DELAY_MS)
  watch(typed, () => void lookLater(), { immediate: true, deep: true })
  onScopeDispose(() => running.abort())
  return { found, error }
}

/** Gives what is long enough to tell customers apart, trimmed and within the limits of the contract; null when nothing is. */
export function telling({ kind, name, shortName, creditCode, phone, website }: Typed): DuplicateQuery | null {
  const long = (text: string | null, least: number, most: number): string | undefined => {
    const trimmed = (text ?? '').trim()
    return trimmed.length >= least && trimmed.length <= most ? trimmed : undefined
  }
  const parts = Object.entries({
    name: long(name, 2, 500), shortName: long(shortName, 2, 100), creditCode: long(creditCode, 18, 60), phone: long(phone, 7, 60), website: long(website, 4, 200),
  }).filter(([, text]) => text !== undefined)
  return parts.length === 0 ? null : { kind, ...Object.fromEntries(parts) }
}
