import { computed, ref, watch, type MaybeRefOrGetter } from 'vue'
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
  /** Filter of the standard view, for a list whose records are mostly done with; the person sees it and may take it away. */
  readonly filter?: FilterGroup
  /** Width of the tick boxes; 0 without selection. */
  readonly leadingWidth?: number
  /** Begins unsearched each time: for a list that links open at one cut, which a search of last week must not narrow. */
  readonly startsFresh?: boolean
}

/**
 * Keeps what one list is asked for and how it looks, across restarts, in the form of a saved view.
 *
 * Shape   `query` is what the service and an export take; `definition` what `SavedViews` saves, `apply` takes it back.
 *         A filter in the address (`filterAddress`) takes the place of the one before: a number that was clicked shows exactly its records.
 * Edge    the standard view is the empty definition: the declared filter, columns and sort.
 */
export function useListState<Row>(options: ListStateOptions<Row>) {
  const initial: State = { search: '', sort: [...options.sort], filter: options.filter }
  const state = options.startsFresh === true ? ref<State>(initial) : useRemembered<State>(`list.${options.entity}`, State, initial)
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
    const isStandard = Object.keys(next).length === 0
    state.value = { search: next.search ?? '', filter: isStandard ? options.filter : next.filter, sort: next.sort ?? [...options.sort] }
    const { columns, widths, frozen } = next
    layout.apply({ columns, widths, frozen })
  }
  /** True when the list shows less than everything. */
  const isNarrowed = computed(() => search.value !== '' || filter.value !== undefined)
  function clear(): void {
    state.value = { ...state.value, search: '', filter: undefined }
  }

  return { entity: options.entity, search, sort, filter, query, layout, definition, apply, isNarrowed, clear }
}

/** What the page around a list needs of its state; the layout is the table's matter. */
export type ListState = Omit<ReturnType<typeof useListState>, 'layout'>
