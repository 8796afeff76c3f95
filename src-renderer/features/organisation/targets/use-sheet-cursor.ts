import { shallowRef } from 'vue'

export interface SheetCell {
  readonly row: number
  readonly column: number
}

/**
 * Where one is in a sheet, and whether the cell is being typed in.
 *
 * Shape   `handleKey` gives true when it took the key. Typing begins with F2, Enter or the first character (which replaces the
 *         value); Enter goes down, Tab across, arrows move while nothing is typed, Escape takes back, Delete empties.
 */
export function useSheetCursor(options: {
  readonly rows: () => number
  readonly columns: () => number
  readonly textAt: (cell: SheetCell) => string
  readonly write: (cell: SheetCell, text: string) => void
}) {
  const active = shallowRef<SheetCell>({ row: 0, column: 0 })
  const draft = shallowRef<string | null>(null)

  function go(row: number, column: number): void {
    commit()
    active.value = { row: Math.max(0, Math.min(options.rows() - 1, row)), column: Math.max(0, Math.min(options.columns() - 1, column)) }
  }
  function begin(text: string = options.textAt(active.value)): void {
    draft.value = text
  }
  function commit(): void {
    const text = draft.value
    draft.value = null
    if (text !== null && text !== options.textAt(active.value)) options.write(active.value, text)
  }
  function cancel(): void {
    draft.value = null
  }

  function handleKey(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
    const { row, column } = active.value
    if (event.key === 'Enter') return move(draft.value === null && !event.shiftKey ? null : [row + (event.shiftKey ? -1 : 1), column])
    if (event.key === 'Tab') return tab(event.shiftKey ? -1 : 1)
    if (event.key === 'Escape' && draft.value !== null) return (cancel(), true)
    if (draft.value !== null || event.ctrlKey || event.metaKey || event.altKey) return false
    const arrow = arrows[event.key]
    if (arrow) return move([row + arrow[0], column + arrow[1]])
    if (event.key === 'F2') return (begin(), true)
    if (event.key === 'Delete' || event.key === 'Backspace') return (options.write(active.value, ''), true)
    if (event.key.length === 1) return (begin(event.key), true)
    return false
  }
  function move(to: readonly [number, number] | null): boolean {
    if (to) go(to[0], to[1])
    else begin()
    return true
  }
  // At the ends of the sheet Tab leaves it, so that the keyboard is not caught inside.
  function tab(step: -1 | 1): boolean {
    const { row, column } = active.value
    const next = row * options.columns() + column + step
    if (next < 0 || next >= options.rows() * options.columns()) return (commit(), false)
    go(Math.floor(next / options.columns()), next % options.columns())
    return true
  }

  return { active, draft, go, begin, commit, cancel, handleKey }
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}
