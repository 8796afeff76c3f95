import type { FilterGroup, ListQuery, Sort } from '#shared/contract/list-query.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuseField } from '../../refusal.ts'
import { searchWords } from '../search/public.ts'
import { compileFilter } from './compile-filter.ts'
import type { Lead, ListEntity, Piece } from './list-entity.ts'
import { findHits, rememberTotals } from './list-memory.ts'

export interface ListPage {
  /** Ids of the window, in order. */
  readonly ids: readonly Buffer[]
  readonly total: number
  readonly sums: Record<string, number>
}

/** What selects the rows of a list, whatever window of it is seen. */
export type ListSelection = Pick<ListQuery, 'search' | 'filter' | 'sort'>

/**
 * Finds one window of a list, its total and its sums. The caller reads the columns of these few ids.
 *
 * Shape   ordered as asked, ties by id; empty values last, whichever direction.
 * Errors  `unknown-field`, `filter-value`, `filter-too-deep`.
 */
export function runList(workspace: Workspace, entity: ListEntity, query: ListQuery): ListPage {
  const { db } = workspace
  const selection = compileSelection(workspace, entity, query)
  const ids = db.prepare<unknown[], Buffer>(`${selection.sql} LIMIT ? OFFSET ?`).pluck().all(...selection.parameters, query.limit, query.offset)
  const { totals } = selection
  const { total = 0, ...sums } = rememberTotals(db, JSON.stringify([totals.sql, totals.parameters, query.search]), () => {
    return db.prepare<unknown[], Record<string, number>>(totals.sql).get(...totals.parameters) ?? {}
  })
  return { ids, total, sums }
}

/** Gives the ids of the whole list in its order, e.g. for an export. Cost: 16 bytes a row in memory. */
export function allIds(workspace: Workspace, entity: ListEntity, selection: ListSelection): Buffer[] {
  const { sql, parameters } = compileSelection(workspace, entity, selection)
  return workspace.db.prepare<unknown[], Buffer>(sql).pluck().all(...parameters)
}

interface Selection {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly totals: { readonly sql: string; readonly parameters: readonly unknown[] }
}

/** Up to so many hits of a search are sorted; beyond, the order is read from an index and the hits are picked out of it. */
const FEW_HITS = 5000

function compileSelection(workspace: Workspace, entity: ListEntity, query: ListSelection): Selection {
  const filter = compileFilter(query.filter ?? NO_FILTER, { fields: entity.fields, me: idText(workspace.actor.employeeId) })
  const words = searchWords(query.search ?? '')
  const hits = words.length === 0 ? undefined : findHits(workspace.db, entity.search(words))
  const order = compileOrder(entity, query.sort !== undefined && query.sort.length > 0 ? query.sort : entity.defaultSort)
  const lead = order.lead === undefined || (hits ?? Infinity) <= FEW_HITS ? undefined : { alias: order.lead, ...entity.leads?.[order.lead] }
  return { ...compileIds(entity, filter, order, lead, hits), totals: compileTotals(entity, filter, hits !== undefined) }
}

const NO_FILTER: FilterGroup = { join: 'and', conditions: [], groups: [] }

function compileIds(
  entity: ListEntity,
  filter: Piece,
  order: Order,
  lead: ({ readonly alias: string } & Partial<Lead>) | undefined,
  hits: number | undefined,
): { sql: string; parameters: readonly unknown[] } {
  const needs = new Set([...filter.needs, ...order.needs])
  if (lead) needs.delete(lead.alias)
  const id = lead?.id ?? entity.id
  const isRootUsed = needs.size > 0 || filter.sql !== '1' || order.isRootUsed
  const from = lead
    ? `${lead.from ?? ''}${isRootUsed ? ` ${lead.join ?? ''}` : ''}`
    : hits === undefined
      ? entity.from
      : fromHits(entity)
  const where = [lead?.where, filter.sql, lead && hits !== undefined ? `${id} IN (SELECT id FROM temp.list_hit)` : undefined]
    .filter((part) => part !== undefined && part !== '1')
    .join(' AND ')
  return {
    sql: `SELECT ${id} FROM ${from}${joinsOf(entity, needs)}${where === '' ? '' : ` WHERE ${where}`} ORDER BY ${order.sql}, ${id}${order.idDirection}`,
    parameters: filter.parameters,
  }
}

function fromHits(entity: ListEntity): string {
  return `temp.list_hit h CROSS JOIN ${entity.from} ON ${entity.id} = h.id`
}

interface Order {
  readonly sql: string
  readonly needs: readonly string[]
  readonly lead: string | undefined
  readonly isRootUsed: boolean
  readonly idDirection: string
}

function compileOrder(entity: ListEntity, sorts: readonly Sort[]): Order {
  const parts = sorts.map(({ field: name, direction }) => {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined
    if (!field) return refuseField(name, 'unknown-field', { field: name })
    const by = field.sortedBy ?? field
    const nulls = field.isNullable === false ? '' : ' NULLS LAST'
    return { sql: `${by.sql} ${direction === 'asc' ? 'ASC' : 'DESC'}${nulls}`, needs: by.needs ?? [], direction }
  })
  const [first] = parts
  const lead = first?.needs.find((alias) => entity.leads?.[alias] !== undefined)
  return {
    sql: parts.map((part) => part.sql).join(', '),
    needs: parts.flatMap((part) => part.needs),
    lead,
    isRootUsed: parts.some((part) => part.needs.length === 0),
    // an index holds ids in ascending order beside equal values: read backwards, both turn round
    idDirection: parts.at(-1)?.direction === 'desc' ? ' DESC' : '',
  }
}

function compileTotals(entity: ListEntity, filter: Piece, isSearched: boolean): Selection['totals'] {
  if (!isSearched && filter.sql === '1' && entity.allTotals !== undefined) return { sql: entity.allTotals, parameters: [] }
  const sums = Object.entries(entity.sums)
  const needs = new Set([...filter.needs, ...sums.flatMap(([, sum]) => sum.needs ?? [])])
  const columns = sums.map(([name, sum]) => `, coalesce(${sum.sql}, 0) AS ${name}`).join('')
  return {
    sql: `SELECT count(*) AS total${columns} FROM ${isSearched ? fromHits(entity) : entity.from}${joinsOf(entity, needs)} WHERE ${filter.sql}`,
    parameters: filter.parameters,
  }
}

function joinsOf(entity: ListEntity, needs: ReadonlySet<string>): string {
  return [...needs]
    .map((alias) => {
      const join = entity.joins[alias]
      if (join === undefined) throw new Error(`run-list: no join ${alias}`)
      return ` ${join}`
    })
    .join('')
}
