import type { z } from 'zod'
import type { ListQuery } from '#shared/contract/list-query.ts'
import type { Order, OrderLine, OrderRow } from '#shared/contract/orders.contract.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'
import { refreshFigures } from '../figures/public.ts'
import { allIds, type ListEntity, type ListSelection, readByIds, runList } from '../lists/public.ts'
import { anywhere } from '../search/public.ts'

type IdField = 'id' | 'customerId' | 'employeeId' | 'originId' | 'opportunityId'
type Stored = Omit<OrderRow, IdField> & {
  id: Buffer
  customerId: Buffer | null
  employeeId: Buffer | null
  originId: Buffer | null
  opportunityId: Buffer | null
}

const orderEntity: ListEntity = {
  from: 'sales_order o',
  id: 'o.id',
  joins: {
    c: 'LEFT JOIN customer c ON c.id = o.customer_id',
    e: 'LEFT JOIN employee e ON e.id = o.employee_id',
    t: 'LEFT JOIN order_total t ON t.order_id = o.id',
  },
  fields: {
    number: { sql: 'o.number', type: 'text', isNullable: false },
    kind: { sql: 'o.kind', type: 'text', isNullable: false },
    customerId: { sql: 'o.customer_id', type: 'id', sortedBy: { sql: 'c.name', needs: ['c'] } },
    customerName: { sql: 'c.name', type: 'text', needs: ['c'] },
    employeeId: { sql: 'o.employee_id', type: 'id', sortedBy: { sql: 'e.name', needs: ['e'] } },
    employeeName: { sql: 'e.name', type: 'text', needs: ['e'] },
    orderedOn: { sql: 'o.ordered_on', type: 'date', isNullable: false },
    channel: { sql: 'o.channel', type: 'text' },
    currency: { sql: 'o.currency', type: 'text', isNullable: false },
    originId: { sql: 'o.origin_id', type: 'id' },
    opportunityId: { sql: 'o.opportunity_id', type: 'id' },
    totalMinor: { sql: 't.total_minor', type: 'number', needs: ['t'] },
    lineCount: { sql: 't.line_count', type: 'number', needs: ['t'] },
  },
  search: (words) => ({
    sql: `SELECT o.id FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id
          WHERE 1${" AND (o.number || char(1) || coalesce(c.name, '')) LIKE ? ESCAPE '\\'".repeat(words.length)}`,
    parameters: words.map(anywhere),
  }),
  defaultSort: [{ field: 'orderedOn', direction: 'desc' }],
  sums: { totalMinor: { sql: 'sum(t.net_minor)', needs: ['t'] } },
  allTotals: 'SELECT count(*) AS total, coalesce(sum(net_minor), 0) AS totalMinor FROM order_total',
}

const COLUMNS = `SELECT o.id, o.number, o.kind, o.customer_id AS customerId, c.name AS customerName, o.employee_id AS employeeId, e.name AS employeeName,
  o.ordered_on AS orderedOn, o.channel, o.currency, o.origin_id AS originId, o.opportunity_id AS opportunityId,
  coalesce(t.line_count, 0) AS lineCount, coalesce(t.total_minor, 0) AS totalMinor
  FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN employee e ON e.id = o.employee_id LEFT JOIN order_total t ON t.order_id = o.id`

function toRow(row: Stored): OrderRow {
  return {
    ...row,
    id: idText(row.id),
    customerId: idText(row.customerId),
    employeeId: idText(row.employeeId),
    originId: idText(row.originId),
    opportunityId: idText(row.opportunityId),
  }
}

/** Gives one window of the orders and returns. */
export function listOrders(workspace: Workspace, query: ListQuery): { rows: OrderRow[]; total: number; sums: Record<string, number> } {
  refreshFigures(workspace)
  const page = runList(workspace, orderEntity, query)
  return { rows: readByIds<Stored>(workspace, COLUMNS, 'o.id', page.ids).map(toRow), total: page.total, sums: page.sums }
}

/** Gives the ids of the whole list in its order, for exports. */
export function orderIds(workspace: Workspace, selection: ListSelection): Buffer[] {
  refreshFigures(workspace)
  return allIds(workspace, orderEntity, selection)
}

/** Gives one order with its lines, and the returns that take it back. Errors: `NotFound`. */
export function getOrder(workspace: Workspace, id: string): Order {
  refreshFigures(workspace)
  const key = idBytes(id)
  const row = workspace.db.prepare<[Buffer], Stored>(`${COLUMNS} WHERE o.id = ?`).get(key)
  if (!row) throw new NotFound('sales_order')
  const extra = workspace.db
    .prepare<[Buffer], { note: string | null; originNumber: string | null }>(
      'SELECT o.note, b.number AS originNumber FROM sales_order o LEFT JOIN sales_order b ON b.id = o.origin_id WHERE o.id = ?',
    )
    .get(key) ?? { note: null, originNumber: null }
  const returns = workspace.db.prepare<[Buffer], Stored>(`${COLUMNS} WHERE o.origin_id = ? AND o.kind = 'return' ORDER BY o.ordered_on, o.id`).all(key)
  return { ...toRow(row), ...extra, lines: readLines(workspace, key), returns: returns.map(toRow) }
}

type StoredLine = Omit<z.infer<typeof OrderLine>, 'id' | 'productId'> & { id: Buffer; productId: Buffer | null }

function readLines({ db }: Workspace, orderId: Buffer): z.infer<typeof OrderLine>[] {
  return db
    .prepare<[Buffer], StoredLine>(
      `SELECT l.id, l.product_id AS productId, p.code AS productCode, p.name AS productName, p.unit, l.description, l.quantity_milli AS quantityMilli,
         l.unit_price_minor AS unitPriceMinor, l.discount_bp AS discountBp, l.amount_minor AS amountMinor
       FROM order_line l LEFT JOIN product p ON p.id = l.product_id WHERE l.order_id = ? ORDER BY l.position, l.id`,
    )
    .all(orderId)
    .map((line) => ({ ...line, id: idText(line.id), productId: idText(line.productId) }))
}
