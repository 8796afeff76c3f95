import type { ListQuery } from '#shared/contract/list-query.ts'
import type { Product } from '#shared/contract/products.contract.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'
import { allIds, type ListEntity, type ListSelection, readByIds, runList } from '../lists/public.ts'
import { anywhere, refreshSearch } from '../search/public.ts'
import { syncTable } from '../../db/registry.ts'

const PRODUCT_TBL = syncTable('product').number

const productEntity: ListEntity = {
  from: 'product p',
  id: 'p.id',
  joins: { c: 'LEFT JOIN product_category c ON c.id = p.category_id' },
  fields: {
    code: { sql: 'p.code', type: 'text' },
    name: { sql: 'p.name', type: 'text', isNullable: false },
    categoryName: { sql: 'c.name', type: 'text', needs: ['c'] },
    unit: { sql: 'p.unit', type: 'text' },
    priceMinor: { sql: 'p.price_minor', type: 'number' },
    costMinor: { sql: 'p.cost_minor', type: 'number' },
    isActive: { sql: 'p.is_active', type: 'boolean', isNullable: false },
  },
  search: (words) => ({
    sql: `SELECT id FROM search_entry WHERE tbl = ${String(PRODUCT_TBL)}${" AND text LIKE ? ESCAPE '\\'".repeat(words.length)}`,
    parameters: words.map(anywhere),
  }),
  defaultSort: [{ field: 'code', direction: 'asc' }],
  sums: {},
}

const COLUMNS = `SELECT p.id, p.code, p.name, c.name AS categoryName, p.unit, p.price_minor AS priceMinor, p.cost_minor AS costMinor,
  p.is_active AS isActive, p.note FROM product p LEFT JOIN product_category c ON c.id = p.category_id`

type Stored = Omit<Product, 'id' | 'isActive'> & { id: Buffer; isActive: number }

function toProduct(row: Stored): Product {
  return { ...row, id: idText(row.id), isActive: row.isActive === 1 }
}

/** Gives one window of the products. */
export function listProducts(workspace: Workspace, query: ListQuery): { rows: Product[]; total: number; sums: Record<string, number> } {
  refreshSearch(workspace)
  const page = runList(workspace, productEntity, query)
  return { rows: readByIds<Stored>(workspace, COLUMNS, 'p.id', page.ids).map(toProduct), total: page.total, sums: page.sums }
}

/** Gives the ids of the whole list in its order, for exports. */
export function productIds(workspace: Workspace, selection: ListSelection): Buffer[] {
  refreshSearch(workspace)
  return allIds(workspace, productEntity, selection)
}

/** Gives one product. Errors: `NotFound`. */
export function getProduct(workspace: Workspace, id: string): Product {
  const row = workspace.db.prepare<[Buffer], Stored>(`${COLUMNS} WHERE p.id = ?`).get(idBytes(id))
  if (!row) throw new NotFound('product')
  return toProduct(row)
}

/** Gives the categories by name. */
export function listCategories({ db }: Workspace): { id: string; name: string }[] {
  return db
    .prepare<[], { id: Buffer; name: string }>('SELECT id, name FROM product_category ORDER BY name, id')
    .all()
    .map(({ id, name }) => ({ id: idText(id), name }))
}
