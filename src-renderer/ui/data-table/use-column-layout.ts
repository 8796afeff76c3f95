import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import * as z from 'zod'
import { useRemembered } from '../memory/use-remembered.ts'
import { clampWidth, moveKey, placeColumns, type ColumnLayout, type TableColumn } from './columns.ts'

const Layout = z.object({
  columns: z.array(z.string()).optional(),
  widths: z.record(z.string(), z.number()).optional(),
  frozen: z.int().min(0).max(10).optional(),
})

/**
 * Keeps what the person made of the columns of one table, across restarts.
 *
 * Shape   `placed` is what to draw; `layout` is what a saved view stores (`apply` takes it back).
 */
export function useColumnLayout<Row>(key: string, columns: MaybeRefOrGetter<readonly TableColumn<Row>[]>, leadingWidth: MaybeRefOrGetter<number>) {
  const layout = useRemembered<z.infer<typeof Layout>>(`columns.${key}`, Layout, {})
  const placed = computed(() => placeColumns(toValue(columns), layout.value, toValue(leadingWidth)))
  const visibleKeys = computed(() => placed.value.map(({ column }) => column.key))

  function resize(column: string, width: number): void {
    layout.value = { ...layout.value, widths: { ...layout.value.widths, [column]: clampWidth(width) } }
  }
  function move(column: string, before: string): void {
    layout.value = { ...layout.value, columns: moveKey(visibleKeys.value, column, before) }
  }
  /** Shows or hides; the last visible column stays. */
  function toggle(column: string): void {
    const keys = visibleKeys.value
    const next = keys.includes(column) ? keys.filter((known) => known !== column) : [...keys, column]
    if (next.length > 0) layout.value = { ...layout.value, columns: next }
  }
  function freeze(count: number): void {
    layout.value = { ...layout.value, frozen: count }
  }
  function apply(next: ColumnLayout): void {
    layout.value = Layout.parse(next)
  }

  return { layout, placed, visibleKeys, resize, move, toggle, freeze, apply }
}

export type ColumnLayoutState = Omit<ReturnType<typeof useColumnLayout>, 'placed'>
