import { computed, shallowRef } from 'vue'

export interface CellPlace {
  readonly row: number
  readonly column: number
}

export interface CellRange {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

interface Size {
  readonly rows: () => number
  readonly columns: () => number
  /** Rows of one screenful, for Page Up and Page Down. */
  readonly page: () => number
}

/** Where the keyboard is in a table, and the rectangle that Shift or the mouse spans from there. */
export function useCellCursor(size: Size) {
  const active = shallowRef<CellPlace | null>(null)
  const anchor = shallowRef<CellPlace | null>(null)

  const range = computed<CellRange | null>(() => {
    const from = anchor.value ?? active.value
    const to = active.value
    if (!from || !to) return null
    return {
      top: Math.min(from.row, to.row),
      bottom: Math.max(from.row, to.row),
      left: Math.min(from.column, to.column),
      right: Math.max(from.column, to.column),
    }
  })

  function go(place: CellPlace, extend: boolean): void {
    const next = {
      row: Math.max(0, Math.min(size.rows() - 1, place.row)),
      column: Math.max(0, Math.min(size.columns() - 1, place.column)),
    }
    if (size.rows() === 0) return
    anchor.value = extend ? (anchor.value ?? active.value ?? next) : next
    active.value = next
  }

  /** Moves by a key; false when the key means nothing here. */
  function handleKey(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>): boolean {
    const at = active.value ?? { row: 0, column: 0 }
    const far = event.ctrlKey || event.metaKey
    const next = target(event.key, at, far)
    if (!next) return false
    // The first key only makes the cursor visible where it stands.
    go(active.value ? next : at, event.shiftKey)
    return true
  }

  function target(key: string, at: CellPlace, far: boolean): CellPlace | null {
    switch (key) {
      case 'ArrowDown':
        return { ...at, row: far ? size.rows() - 1 : at.row + 1 }
      case 'ArrowUp':
        return { ...at, row: far ? 0 : at.row - 1 }
      case 'ArrowRight':
        return { ...at, column: far ? size.columns() - 1 : at.column + 1 }
      case 'ArrowLeft':
        return { ...at, column: far ? 0 : at.column - 1 }
      case 'PageDown':
        return { ...at, row: at.row + size.page() }
      case 'PageUp':
        return { ...at, row: at.row - size.page() }
      case 'Home':
        return far ? { row: 0, column: 0 } : { ...at, row: 0 }
      case 'End':
        return far ? { row: size.rows() - 1, column: size.columns() - 1 } : { ...at, row: size.rows() - 1 }
      default:
        return null
    }
  }

  function clear(): void {
    active.value = null
    anchor.value = null
  }

  return { active, range, go, handleKey, clear }
}
