import type { z } from 'zod'
import type { CustomerRow } from '#shared/contract/customers.contract.ts'
import type { ListQuery } from '#shared/contract/list-query.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refreshFigures } from '../figures/public.ts'
import { allIds, type ListEntity, type ListField, type ListSelection, readByIds, runList } from '../lists/public.ts'
import { anywhere, CUSTOMER_TBL, refreshSearch } from '../search/public.ts'

const SEARCH = `s.tbl = ${String(CUSTOMER_TBL)}`

function text(column: string): ListField {
  return { sql: `c.${column}`, type: 'text' }
}

/** Grades and states are ordered by their meaning, not by their letters. */
function ranked(column: string, values: readonly string[]): ListField {
  const cases = values.map((value, rank) => `WHEN '${value}' THEN ${String(rank)}`).join(' ')
  return { ...text(column), sortedBy: { sql: `CASE c.${column} ${cases} END` } }
}

const CUSTOMER_FIELDS: Readonly<Record<string, ListField>> = {
  code: text('code'),
  name: { ...text('name'), isNullable: false, sortedBy: { sql: 's.sort', needs: ['s'] } },
  shortName: text('short_name'),
  creditCode: text('credit_code'),
  kind: text('kind'),
  grade: ranked('grade', ['VIP', 'A', 'B', 'C', 'D']),
  lifeCycle: ranked('life_cycle', ['potential', 'intent', 'won', 'stable', 'dormant', 'lost']),
  industry: text('industry'),
  region: text('region'),
  source: text('source'),
  phone: text('phone'),
  ownerId: { sql: 'c.owner_id', type: 'id', sortedBy: { sql: 'e.name', needs: ['e'] } },
  ownerName: { sql: 'e.name', type: 'text', needs: ['e'] },
  orgUnitId: { sql: 'c.org_unit_id', type: 'id', sortedBy: { sql: 'u.name', needs: ['u'] } },
  orgUnitName: { sql: 'u.name', type: 'text', needs: ['u'] },
  parentId: { sql: 'c.parent_id', type: 'id' },
  createdAt: { sql: 'c.created_at', type: 'instant', isNullable: false },
  updatedAt: { sql: 'c.updated_at', type: 'instant', isNullable: false },
  sales12Minor: { sql: 'f.sales12_minor', type: 'number', needs: ['f'], isNullable: false },
  lastOrderOn: { sql: 'f.last_order_on', type: 'date', needs: ['f'] },
  lastContactOn: { sql: 'f.last_contact_on', type: 'date', needs: ['f'] },
  nextStepOn: { sql: 'f.next_step_on', type: 'date', needs: ['f'] },
}

const customerEntity: ListEntity = {
  from: 'customer c',
  id: 'c.id',
  joins: {
    e: 'LEFT JOIN employee e ON e.id = c.owner_id',
    u: 'LEFT JOIN org_unit u ON u.id = c.org_unit_id',
    f: 'LEFT JOIN customer_figure f ON f.customer_id = c.id',
    s: `LEFT JOIN search_entry s ON ${SEARCH} AND s.id = c.id`,
  },
  leads: {
    f: { from: 'customer_figure f', id: 'f.customer_id', join: 'CROSS JOIN customer c ON c.id = f.customer_id' },
    s: { from: 'search_entry s', id: 's.id', where: SEARCH, join: 'CROSS JOIN customer c ON c.id = s.id' },
  },
  fields: CUSTOMER_FIELDS,
  search: (words) => ({
    sql: `SELECT id FROM search_entry WHERE tbl = ${String(CUSTOMER_TBL)}${" AND text LIKE ? ESCAPE '\\'".repeat(words.length)}`,
    parameters: words.map(anywhere),
  }),
  defaultSort: [{ field: 'name', direction: 'asc' }],
  sums: { sales12Minor: { sql: 'sum(f.sales12_minor)', needs: ['f'] } },
  allTotals: 'SELECT count(*) AS total, coalesce(sum(sales12_minor), 0) AS sales12Minor FROM customer_figure',
}

type Row = z.infer<typeof CustomerRow>
type Stored = Omit<Row, 'id' | 'ownerId' | 'orgUnitId'> & { id: Buffer; ownerId: Buffer | null; orgUnitId: Buffer | null }

/** Gives one window of the customer list. Cost: under 50 ms for any window of 50,000 customers. */
export function listCustomers(workspace: Workspace, query: ListQuery): { rows: Row[]; total: number; sums: Record<string, number> } {
  prepareCustomerList(workspace)
  const page = runList(workspace, customerEntity, query)
  return { rows: readCustomerRows(workspace, page.ids), total: page.total, sums: page.sums }
}

/** Gives the ids of the whole list in its order, for exports and for "all N selected". */
export function customerIds(workspace: Workspace, selection: ListSelection): Buffer[] {
  prepareCustomerList(workspace)
  return allIds(workspace, customerEntity, selection)
}

function prepareCustomerList(workspace: Workspace): void {
  refreshFigures(workspace)
  refreshSearch(workspace)
}

function readCustomerRows(workspace: Workspace, ids: readonly Buffer[]): Row[] {
  const rows = readByIds<Stored>(
    workspace,
    `SELECT c.id, c.code, c.name, c.short_name AS shortName, c.kind, c.grade, c.life_cycle AS lifeCycle, c.industry, c.region, c.source, c.phone,
       c.owner_id AS ownerId, e.name AS ownerName, c.org_unit_id AS orgUnitId, u.name AS orgUnitName, c.created_at AS createdAt,
       c.updated_at AS updatedAt, coalesce(f.sales12_minor, 0) AS sales12Minor, f.last_order_on AS lastOrderOn,
       f.last_contact_on AS lastContactOn, f.next_step_on AS nextStepOn
     FROM customer c LEFT JOIN employee e ON e.id = c.owner_id LEFT JOIN org_unit u ON u.id = c.org_unit_id
     LEFT JOIN customer_figure f ON f.customer_id = c.id`,
    'c.id',
    ids,
  )
  return rows.map((row) => ({ ...row, id: idText(row.id), ownerId: idText(row.ownerId), orgUnitId: idText(row.orgUnitId) }))
}
