import type { RowSelection } from '#renderer/ui/data-table/index.ts'

const PAGE_ROWS = 500
/** What one bulk change may touch; the contract refuses more. */
export const MAX_BULK = 10_000

interface Page {
  readonly rows: readonly { readonly id: string }[]
  readonly total: number
}

/**
 * Gives the ids that a selection means, also of rows that were never loaded.
 *
 * Edge    with "all", the ticked ones are the exceptions; a list that changes meanwhile gives each id once.
 * Cost    with "all", one call per 500 rows of the list.
 */
export async function selectedIds(
  selection: Pick<RowSelection, 'ids' | 'isAll'>,
  fetch: (offset: number, limit: number) => Promise<Page>,
): Promise<string[]> {
  if (!selection.isAll.value) return [...selection.ids.value]
  const found = new Set<string>()
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const page = await fetch(offset, PAGE_ROWS)
    for (const row of page.rows) if (!selection.ids.value.has(row.id)) found.add(row.id)
    if (page.rows.length === 0 || offset + PAGE_ROWS >= page.total || found.size > MAX_BULK) return [...found]
  }
}
