import { nextTick } from 'vue'
import { lineCells, type LineCell } from './line-drafts.ts'
import type { LineGridActions } from './use-line-grid.ts'

interface Place {
  readonly key: number
  readonly cell: LineCell
}

/** The keys of the grid: Enter and the arrows go up and down a column, Ctrl+Delete takes the row out, a block is pasted from its first cell on. */
export function useGridKeys(table: () => HTMLElement | null, grid: Pick<LineGridActions, 'remove' | 'paste'>) {
  function onKey(event: KeyboardEvent): void {
    const place = placeOf(event.target)
    if (!place || event.isComposing) return
    if (event.key === 'Delete' && (event.ctrlKey || event.metaKey)) void removeRow(place)
    else if (event.ctrlKey || event.metaKey || event.altKey) return
    else if (event.key === 'ArrowDown' || (event.key === 'Enter' && !event.shiftKey)) step(event.target, place.cell, 1)
    else if (event.key === 'ArrowUp' || (event.key === 'Enter' && event.shiftKey)) step(event.target, place.cell, -1)
    else return
    event.preventDefault()
  }

  function step(from: EventTarget | null, cell: LineCell, by: 1 | -1): void {
    const row = (from as HTMLElement).closest('tr')
    focusCell(by === 1 ? row?.nextElementSibling : row?.previousElementSibling, cell)
  }

  async function removeRow({ key, cell }: Place): Promise<void> {
    const rows = [...(table()?.querySelectorAll('tr[data-row]') ?? [])]
    const index = rows.findIndex((row) => (row as HTMLElement).dataset['row'] === String(key))
    grid.remove(key)
    await nextTick()
    const left = table()?.querySelectorAll('tr[data-row]') ?? []
    focusCell(left[Math.min(index, left.length - 1)], cell)
  }

  function onPaste(event: ClipboardEvent): void {
    const place = placeOf(event.target)
    const text = event.clipboardData?.getData('text/plain') ?? ''
    // One value goes into the field by itself; only a block concerns the grid.
    if (!place || !/[\t\n]/.test(text.trimEnd())) return
    event.preventDefault()
    void grid.paste(text, place)
  }

  return { onKey, onPaste }
}

function placeOf(target: EventTarget | null): Place | null {
  if (!(target instanceof HTMLElement)) return null
  const cell = lineCells.find((known) => known === target.dataset['cell'])
  const row = target.closest<HTMLElement>('tr[data-row]')?.dataset['row']
  return cell !== undefined && row !== undefined ? { key: Number(row), cell } : null
}

function focusCell(row: Element | null | undefined, cell: LineCell): void {
  row?.querySelector<HTMLInputElement>(`[data-cell="${cell}"]`)?.focus()
}
