// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { mountWith, withSetup } from '../../../tests/helpers/mount-with.ts'
import type { TableColumn } from './columns.ts'
import DataTable from './DataTable.vue'
import { useTableChanges } from '../rpc/use-table-changes.ts'
import { useRowSelection } from './use-row-selection.ts'
import { useRowWindow } from './use-row-window.ts'

interface Row {
  readonly id: string
  readonly name: string
}
const columns: TableColumn<Row>[] = [
  { key: 'name', label: 'Name', width: 200, sortField: 'name', text: (row) => row.name },
  { key: 'id', label: 'Number', width: 100, align: 'right', text: (row) => row.id, copy: (row) => Number(row.id), sum: (sums) => `sum ${sums['id']}` },
]

// happy-dom lays nothing out: the virtual list is told the size of its window.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
})
let mounted: VueWrapper | null = null
afterEach(() => {
  mounted?.unmount()
  vi.restoreAllMocks()
})

type Query = { search: string; offset: number; limit: number }

function setupTable(total = 100_000) {
  const search = ref('')
  const fetch = vi.fn((query: Query) =>
    Promise.resolve({
      rows: Array.from({ length: Math.max(0, Math.min(query.limit, total - query.offset)) }, (_, index) => ({ id: String(query.offset + index), name: `${query.search}row ${query.offset + index}` })),
      total,
      sums: { id: 42 },
    }),
  )
  const { source, changes, selection } = withSetup(() => ({
    source: useRowWindow<{ search: string }, Row>({ query: () => ({ search: search.value }), fetch, tables: ['customer'] }),
    changes: useTableChanges(),
    selection: useRowSelection(() => total),
  }))
  return { search, fetch, source, changes, selection }
}

async function mountTable(props: Record<string, unknown>): Promise<VueWrapper> {
  mounted = mountWith(DataTable as never, { columns, label: 'Customers', canOpen: true, hasSums: true, ...props })
  await flushPromises()
  return mounted
}

describe('useRowWindow', () => {
  it('reads windows of 100 as they come into sight, each once', async () => {
    const { fetch, source } = setupTable()
    await flushPromises()
    source.ensure(250, 310)
    source.ensure(260, 320)
    await flushPromises()
    expect(fetch.mock.calls.map(([query]) => query.offset)).toEqual([0, 200, 300])
    expect([source.rowAt(255)?.name, source.rowAt(150), source.total.value]).toEqual(['row 255', undefined, 100_000])
  })

  it('keeps the old rows until the answer of a changed query is here, and drops late answers of the old one', async () => {
    const { fetch, source, search } = setupTable()
    await flushPromises()
    search.value = 'x '
    await Promise.resolve()
    expect(source.rowAt(0)?.name).toBe('row 0')
    await flushPromises()
    expect([source.rowAt(0)?.name, fetch.mock.calls.length]).toEqual(['x row 0', 2])
  })

  it('reads again when one of its tables changed, and not for others', async () => {
    const { fetch, changes } = setupTable()
    await flushPromises()
    changes.announce(new Set(['product']))
    changes.announce(new Set(['customer']))
    await flushPromises()
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it('shows what failed and recovers on reload', async () => {
    const { fetch, source } = setupTable()
    await flushPromises()
    fetch.mockRejectedValueOnce(new Error('broken'))
    source.reload()
    await flushPromises()
    expect(source.error.value).toBeInstanceOf(Error)
    source.reload()
    await flushPromises()
    expect(source.error.value).toBeNull()
  })
})

describe('DataTable', () => {
  it('draws only the rows in sight of a list of 100,000, with sums and the count for screen readers', async () => {
    const { source } = setupTable()
    const table = await mountTable({ source })
    const rows = table.findAll('.rows > .row')
    expect(rows.length).toBeGreaterThan(5)
    expect(rows.length).toBeLessThan(60)
    expect(rows[0]?.text()).toContain('row 0')
    expect(table.find('.sums').text()).toContain('sum 42')
    expect(table.find('[role=grid]').attributes('aria-rowcount')).toBe('100001')
  })

  it('opens the row under the cursor with Enter', async () => {
    const { source } = setupTable(20)
    const table = await mountTable({ source })
    const grid = table.find('[role=grid]')
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await grid.trigger('keydown', { key })
    expect(table.emitted('open')).toEqual([[{ id: '1', name: 'row 1' }]])
  })

  it('ticks with Space and selects everything with Ctrl+A', async () => {
    const { source, selection } = setupTable(20)
    const table = await mountTable({ source, selection })
    const grid = table.find('[role=grid]')
    await grid.trigger('keydown', { key: 'ArrowDown' })
    await grid.trigger('keydown', { key: ' ' })
    expect([...selection.ids.value]).toEqual(['0'])
    await grid.trigger('keydown', { key: 'a', ctrlKey: true })
    expect(selection.count.value).toBe(20)
  })

  it('copies the marked cells as a spreadsheet takes them', async () => {
    const writeText = vi.fn(() => Promise.resolve())
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } })
    const { source } = setupTable(20)
    const table = await mountTable({ source })
    const grid = table.find('[role=grid]')
    await grid.trigger('keydown', { key: 'ArrowDown' })
    await grid.trigger('keydown', { key: 'ArrowDown', shiftKey: true })
    await grid.trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    await grid.trigger('keydown', { key: 'c', ctrlKey: true })
    expect(writeText).toHaveBeenCalledWith('row 0\t0\nrow 1\t1')
    vi.unstubAllGlobals()
  })

  it('asks for another order by a click on a head', async () => {
    const { source } = setupTable(20)
    const table = await mountTable({ source })
    await table.find('.sorter').trigger('click')
    expect(table.emitted('update:sort')).toEqual([[[{ field: 'name', direction: 'asc' }]]])
  })
})
