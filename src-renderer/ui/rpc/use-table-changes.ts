import { defineStore } from 'pinia'
import { onScopeDispose } from 'vue'

type Listener = (tables: ReadonlySet<string> | 'all') => void

/** Announces which tables changed, for what does not live in the query cache (the windows of a long table). */
export const useTableChanges = defineStore('table-changes', () => {
  const listeners = new Set<Listener>()

  function announce(tables: ReadonlySet<string>): void {
    for (const listener of listeners) listener(tables)
  }
  /** The service came back: anything may have changed. */
  function announceAll(): void {
    for (const listener of listeners) listener('all')
  }
  function listen(listener: Listener): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return { announce, announceAll, listen }
})

/** Calls back when one of `tables` changed, as long as the calling scope lives. */
export function onTablesChanged(tables: readonly string[], run: () => void): void {
  const stop = useTableChanges().listen((changed) => {
    if (changed === 'all' || tables.some((table) => changed.has(table))) run()
  })
  onScopeDispose(stop)
}
