import type { z } from 'zod'
import type { SearchHit } from '#shared/contract/search.contract.ts'
import { idText } from '../../db/record-id.ts'
import { syncTable } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refreshSearch } from './fill-search.ts'
import { anywhere, foldText, PART, searchWords } from './search-text.ts'

type Hit = z.infer<typeof SearchHit>
type Stored = Omit<Hit, 'id'> & { id: Buffer }

/** How a found entry is shown; orders have no entry and are found by the beginning of their number. */
const SHOWN = {
  customer: `SELECT id, name AS title, coalesce(code, region, phone) AS detail FROM customer WHERE id = ?`,
  contact: `SELECT p.id, p.name AS title, (SELECT c.name FROM customer_contact l JOIN customer c ON c.id = l.customer_id WHERE l.contact_id = p.id LIMIT 1) AS detail FROM contact p WHERE p.id = ?`,
  product: `SELECT id, name AS title, code AS detail FROM product WHERE id = ?`,
  opportunity: `SELECT o.id, o.name AS title, c.name AS detail FROM opportunity o LEFT JOIN customer c ON c.id = o.customer_id WHERE o.id = ?`,
} as const
type Entity = keyof typeof SHOWN
const ENTITIES = Object.keys(SHOWN) as Entity[]

/**
 * Finds records by what somebody types.
 *
 * Shape   whole names first, then beginnings, then ends (the tail of a phone number), then anything that holds all words.
 */
export function find(workspace: Workspace, input: { readonly text: string; readonly entities?: readonly Hit['entity'][] | undefined; readonly limit: number }): Hit[] {
  const words = searchWords(input.text)
  const [first] = words
  if (first === undefined) return []
  refreshSearch(workspace)
  const wanted = ENTITIES.filter((entity) => input.entities === undefined || input.entities.includes(entity))
  const whole = words.length === 1 ? first : foldText(input.text)
  const entityOf = new Map(wanted.map((entity) => [syncTable(entity).number, entity]))
  const entries = workspace.db
    .prepare<unknown[], { tbl: number; id: Buffer }>(
      `SELECT tbl, id FROM search_entry WHERE tbl IN (${[...entityOf.keys()].join(', ') || '0'})${" AND text LIKE ? ESCAPE '\\'".repeat(words.length)}
       ORDER BY CASE WHEN instr(text, ?) > 0 THEN 0 WHEN instr(text, ?) > 0 THEN 1 WHEN instr(text, ?) > 0 THEN 2 ELSE 3 END,
         CASE tbl WHEN 7 THEN 0 WHEN 8 THEN 1 ELSE 2 END, length(sort), sort, id LIMIT ?`,
    )
    .all(...words.map(anywhere), `${PART}${whole}${PART}`, `${PART}${whole}`, `${whole}${PART}`, input.limit)
  const hits = entries.flatMap(({ tbl, id }) => {
    const entity = entityOf.get(tbl)
    const row = entity && workspace.db.prepare<[Buffer], Omit<Stored, 'entity'>>(SHOWN[entity]).get(id)
    return entity && row ? [{ ...row, entity, id: idText(row.id) }] : []
  })
  if (input.entities !== undefined && !input.entities.includes('order')) return hits
  return [...hits, ...ordersByNumber(workspace, input.text.trim())].slice(0, input.limit)
}

function ordersByNumber(workspace: Workspace, number: string): Hit[] {
  const upper = number.toUpperCase()
  return workspace.db
    .prepare<unknown[], Omit<Stored, 'entity'>>(
      `SELECT o.id, o.number AS title, c.name AS detail FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id
       WHERE (o.number >= ? AND o.number < ?) OR (o.number >= ? AND o.number < ?) ORDER BY o.number LIMIT 10`,
    )
    .all(number, `${number}\u{10ffff}`, upper, `${upper}\u{10ffff}`)
    .map((row) => ({ ...row, id: idText(row.id), entity: 'order' as const }))
}
