import { computed, shallowRef, toValue, type MaybeRefOrGetter, type Ref } from 'vue'

/** Where a table gets its rows: by index, now or later. */
export interface RowSource<Row> {
  readonly total: Readonly<Ref<number>>
  readonly sums: Readonly<Ref<Readonly<Record<string, number>>>>
  readonly error: Readonly<Ref<unknown>>
  /** No answer yet for the present query. */
  readonly isLoading: Readonly<Ref<boolean>>
  /** Grows with each arrival, so that what was drawn is drawn again. */
  readonly version: Readonly<Ref<number>>
  /** The row, undefined while it is on its way. */
  readonly rowAt: (index: number) => Row | undefined
  /** Fetches what of these rows is missing. */
  readonly ensure: (first: number, last: number) => void
  readonly reload: () => void
}

/** A source over rows that are all here already. */
export function useFixedRows<Row>(rows: MaybeRefOrGetter<readonly Row[]>, sums: MaybeRefOrGetter<Readonly<Record<string, number>>> = {}): RowSource<Row> {
  const list = computed(() => toValue(rows))
  return {
    total: computed(() => list.value.length),
    sums: computed(() => toValue(sums)),
    error: shallowRef(null),
    isLoading: shallowRef(false),
    version: computed(() => list.value.length),
    rowAt: (index) => list.value[index],
    ensure: () => undefined,
    reload: () => undefined,
  }
}
