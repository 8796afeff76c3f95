/** One column of a table. `text` gives what is shown, copied and read aloud unless a slot or `copy` says otherwise. */
export interface TableColumn<Row> {
  readonly key: string
  readonly label: string
  /** Pixels, before the person drags it. */
  readonly width: number
  readonly align?: 'left' | 'right'
  /** Field that the service sorts by; left out: not sortable. */
  readonly sortField?: string
  /** Not shown until chosen. */
  readonly isHidden?: boolean
  readonly text: (row: Row) => string
  /** What goes to the clipboard: numbers bare, so that a spreadsheet can reckon with them. */
  readonly copy?: (row: Row) => string | number | null
  /** Text in the sum row, from the sums of the whole list. */
  readonly sum?: (sums: Readonly<Record<string, number>>) => string
}

/** What a person made of the columns; also part of a saved view. */
export interface ColumnLayout {
  /** Keys of the visible columns in order; left out: as the page declares them. */
  readonly columns?: readonly string[] | undefined
  readonly widths?: Readonly<Record<string, number>> | undefined
  /** How many columns at the left stand still. */
  readonly frozen?: number | undefined
}

export interface PlacedColumn<Row> {
  readonly column: TableColumn<Row>
  readonly width: number
  readonly isFrozen: boolean
  /** Distance from the left edge of the row, for a frozen column to stick at. */
  readonly left: number
}

export const MIN_COLUMN_WIDTH = 56
const MAX_COLUMN_WIDTH = 900

/**
 * Places the visible columns.
 *
 * Edge    keys that no longer exist are ignored; a layout that leaves nothing visible is taken as none. New columns of a later
 *         version stay hidden in an old layout until chosen.
 */
export function placeColumns<Row>(columns: readonly TableColumn<Row>[], layout: ColumnLayout, leadingWidth: number): PlacedColumn<Row>[] {
  const byKey = new Map(columns.map((column) => [column.key, column]))
  const chosen = (layout.columns ?? []).map((key) => byKey.get(key)).filter((column) => column !== undefined)
  const visible = chosen.length > 0 ? chosen : columns.filter((column) => column.isHidden !== true)
  const frozen = layout.frozen ?? 1
  let left = leadingWidth
  return visible.map((column, index) => {
    const width = clampWidth(layout.widths?.[column.key] ?? Math.max(column.width, headWidth(column.label)))
    const placed = { column, width, isFrozen: index < frozen, left }
    left += width
    return placed
  })
}

/**
 * Gives how wide a head must be for its words to be read whole, sort mark included: what fits 负责人 may be too narrow in another language.
 *
 * Units   pixels, estimated for 12 px semi-bold; measuring would need the page.
 */
export function headWidth(label: string): number {
  const text = [...label].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? 12 : 7), 0)
  return 20 + text + 16
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, width)))
}

/** Moves one key before another; the same array when either is missing. */
export function moveKey(keys: readonly string[], moved: string, before: string): string[] {
  if (moved === before || !keys.includes(moved) || !keys.includes(before)) return [...keys]
  const from = keys.indexOf(moved)
  const to = keys.indexOf(before)
  const rest = keys.filter((key) => key !== moved)
  // Dragged to the right it lands behind the target, to the left before it: where the pointer let go.
  rest.splice(rest.indexOf(before) + (from < to ? 1 : 0), 0, moved)
  return rest
}
