import { computed, shallowRef } from 'vue'

/**
 * The ticked rows of a list. "All" means every row that the query matches, also those never loaded.
 *
 * Shape   `ids` are the ticked ones; with `isAll` they are the exceptions.
 */
export function useRowSelection(total: () => number) {
  const ids = shallowRef<ReadonlySet<string>>(new Set())
  const isAll = shallowRef(false)
  const count = computed(() => (isAll.value ? total() - ids.value.size : ids.value.size))

  const isSelected = (id: string): boolean => ids.value.has(id) !== isAll.value

  function toggle(id: string): void {
    const next = new Set(ids.value)
    if (!next.delete(id)) next.add(id)
    ids.value = next
  }
  function select(some: readonly string[]): void {
    const next = new Set(ids.value)
    for (const id of some) {
      if (isAll.value) next.delete(id)
      else next.add(id)
    }
    ids.value = next
  }
  function selectAll(): void {
    isAll.value = true
    ids.value = new Set()
  }
  function clear(): void {
    isAll.value = false
    ids.value = new Set()
  }

  return { ids, isAll, count, isSelected, toggle, select, selectAll, clear }
}

export type RowSelection = ReturnType<typeof useRowSelection>
