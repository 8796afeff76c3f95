import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { onTablesChanged } from '../rpc/use-table-changes.ts'
import type { RowSource } from './row-source.ts'

interface Page<Row> {
  readonly rows: readonly Row[]
  readonly total: number
  readonly sums: Readonly<Record<string, number>>
}

interface WindowOptions<Query, Row> {
  /** What is asked for, without offset and limit; a change starts afresh. */
  readonly query: MaybeRefOrGetter<Query>
  readonly fetch: (query: Query & { offset: number; limit: number }, signal: AbortSignal) => Promise<Page<Row>>
  /** Tables whose change makes the visible rows be read again. */
  readonly tables: readonly string[]
}

const PAGE_ROWS = 100
const MAX_PAGES = 40

/**
 * Gives the rows of a list of any length, read in windows of 100 as they come into sight.
 *
 * Edge    after a change of the query the old rows stay until the first new window is here, so that nothing jumps; the same when
 *         data changed underneath.
 * Cost    at most 4,000 rows are kept.
 */
export function useRowWindow<Query extends object, Row>(options: WindowOptions<Query, Row>): RowSource<Row> {
  const total = shallowRef(0)
  const sums = shallowRef<Readonly<Record<string, number>>>({})
  const error = shallowRef<unknown>(null)
  const isLoading = shallowRef(true)
  const version = shallowRef(0)
  let pages = new Map<number, readonly Row[]>()
  let asked = new Set<number>()
  let generation = new AbortController()
  let seen = { first: 0, last: 0 }

  async function fetchPage(page: number): Promise<void> {
    const own = generation
    asked.add(page)
    try {
      const answer = await options.fetch({ ...toValue(options.query), offset: page * PAGE_ROWS, limit: PAGE_ROWS }, own.signal)
      if (own === generation) accept(page, answer)
    } catch (failure) {
      if (own !== generation || own.signal.aborted) return
      error.value = failure
      isLoading.value = false
      asked.delete(page)
    }
  }

  function accept(page: number, answer: Page<Row>): void {
    // The first answer of a generation replaces what the one before left standing.
    if (isLoading.value) pages = new Map()
    pages.delete(page)
    pages.set(page, answer.rows)
    for (const oldest of pages.keys()) {
      if (pages.size <= MAX_PAGES) break
      pages.delete(oldest)
      asked.delete(oldest)
    }
    total.value = answer.total
    sums.value = answer.sums
    error.value = null
    isLoading.value = false
    version.value++
  }

  function ensure(first: number, last: number): void {
    seen = { first, last }
    for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page++) {
      if (page >= 0 && !asked.has(page)) void fetchPage(page)
    }
  }

  function reload(): void {
    generation.abort()
    generation = new AbortController()
    asked = new Set()
    isLoading.value = true
    ensure(seen.first, seen.last)
  }

  watch(() => JSON.stringify(toValue(options.query)), () => {
    seen = { first: 0, last: PAGE_ROWS - 1 }
    reload()
  })
  onTablesChanged(options.tables, reload)
  onScopeDispose(() => generation.abort())
  ensure(0, PAGE_ROWS - 1)

  return { total, sums, error, isLoading, version, rowAt: (index) => pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS], ensure, reload }
}
