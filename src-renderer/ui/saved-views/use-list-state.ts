import { computed, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { useRoute } from 'vue-router'
import * as z from 'zod'
import { FilterGroup, Sort } from '#shared/contract/list-query.ts'
import type { SavedView } from '#shared/contract/views.contract.ts'
import { useColumnLayout, type TableColumn } from '../data-table/index.ts'
import { filterFromAddress } from '../filter-bar/filter-address.ts'
import { useRemembered } from '../memory/use-remembered.ts'

const State = z.object({ search: z.string(), filter: FilterGroup.optional(), sort: z.array(Sort).max(3) })
type State = z.infer<typeof State>

interface ListStateOptions<Row> {
  readonly entity: SavedView['entity']
  readonly columns: MaybeRefOrGetter<readonly TableColumn<Row>[]>
  /** Sort of the standard view. */
  readonly sort: readonly Sort[]
  /** Width of the tick boxes; 0 without selection. */
  readonly leadingWidth?: number
}

/**
 * Keeps what one list is asked for and how it looks, across restarts, in the form of a saved view.
 *
 * Shape   `query` is what the service and an export take; `definition` what `SavedViews` saves, `apply` takes it back.
 *         A filter in the address (`filterAddress`) takes the place of the one before: a number that was clicked shows exactly its records.
 * Edge    the standard view is the empty definition: no filter, the declared columns and sort.
 */
export function useListState<Row>(options: ListStateOptions<Row>) {
  const state = useRemembered<State>(`list.${options.entity}`, State, { search: '', sort: [...options.sort] })
  const layout = useColumnLayout(options.entity, options.columns, options.leadingWidth ?? 38)

  const route = useRoute()
  watch(
    () => route.query['filter'],
    () => {
      const fromAddress = filterFromAddress(route.query)
      if (fromAddress) state.value = { ...state.value, search: '', filter: fromAddress }
    },
    { immediate: true },
  )

  const search = computed({ get: () => state.value.search, set: (text) => (state.value = { ...state.value, search: text }) })
  const sort = computed({ get: () => state.value.sort, set: (next) => (state.value = { ...state.value, sort: next }) })
  const filter = computed({ get: () => state.value.filter, set: (next) => (state.value = { ...state.value, filter: next }) })

  const query = computed(() => ({
    ...(search.value === '' ? {} : { search: search.value }),
    ...(filter.value ? { filter: filter.value } : {}),
    sort: sort.value,
  }))
  const definition = computed<SavedView['definition']>(() => {
    const { columns, widths, frozen } = layout.layout.value
    const own = { ...query.value, ...(columns ? { columns } : {}), ...(widths ? { widths } : {}), ...(frozen === undefined ? {} : { frozen }) }
    return JSON.parse(JSON.stringify(own)) as SavedView['definition']
  })

  function apply(next: SavedView['definition']): void {
    state.value = { search: next.search ?? '', filter: next.filter, sort: next.sort ?? [...options.sort] }
    const { columns, widths, frozen } = next
    layout.apply({ columns, widths, frozen })
  }
  /** True when the list shows less than everything. */
  const isNarrowed = computed(() => search.value !== '' || filter.value !== undefined)
  function clear(): void {
    state.value = { ...state.value, search: '', filter: undefined }
  }

  return { search, sort, filter, query, layout, definition, apply, isNarrowed, clear, columns: () => toValue(options.columns) }
}
