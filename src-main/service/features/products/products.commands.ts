import type { z } from 'zod'
import type { Product, ProductFields } from '#shared/contract/products.contract.ts'
import { changedOnly, definedOnly, type Given } from '#shared/kernel/given.ts'
import { derivedId } from '../../db/derived-id.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Records } from '../../db/records.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuse, refuseField } from '../../refusal.ts'
import { requireRight } from '../../rights.ts'
import { getProduct } from './products.queries.ts'

type Values = z.infer<typeof ProductFields>
type Fields = Given<Values>

/** Writes a new product. Errors: `Forbidden`; refuses `code-taken`. */
export function createProduct(workspace: Workspace, input: Fields & { readonly name: string }): Product {
  requireRight(workspace.actor, 'products.write')
  checkCode(workspace, null, input.code)
  const { value: id } = workspace.write({ kind: 'product.created', detail: { name: input.name } }, (records) =>
    records.insert('product', { is_active: 1, ...toRow(workspace, records, input), name: input.name }),
  )
  return getProduct(workspace, idText(id))
}

/** Sets some fields of a product; orders that were written keep their prices. Errors: `Forbidden`, `NotFound`; refuses `code-taken`. */
export function updateProduct(workspace: Workspace, input: { readonly id: string; readonly fields: Fields }): Product {
  requireRight(workspace.actor, 'products.write')
  const before = getProduct(workspace, input.id)
  const fields = changedOnly<Values, Fields>(input.fields, before)
  checkCode(workspace, input.id, fields.code)
  workspace.write({ kind: 'product.updated', detail: { name: before.name } }, (records) =>
    records.update('product', idBytes(input.id), toRow(workspace, records, fields)),
  )
  return getProduct(workspace, input.id)
}

/** Deletes a product into the bin. Errors: `Forbidden`, `NotFound`; refuses `product-in-use`: one that was sold is made inactive instead. */
export function removeProduct(workspace: Workspace, id: string): void {
  requireRight(workspace.actor, 'products.write')
  const { name } = getProduct(workspace, id)
  const uses = Number(workspace.db.prepare('SELECT count(*) FROM order_line WHERE product_id = ?').pluck().get(idBytes(id)))
  if (uses > 0) refuse('product-in-use', { name, count: uses })
  workspace.write({ kind: 'product.removed', detail: { name } }, (records) => records.remove('product', idBytes(id)))
}

function checkCode(workspace: Workspace, id: string | null, code: string | null | undefined): void {
  if (typeof code !== 'string') return
  const others = workspace.db.prepare<[string], { id: Buffer; name: string }>('SELECT id, name FROM product WHERE code = ? LIMIT 2').all(code)
  const other = others.find((row) => idText(row.id) !== id)
  if (other) refuseField('code', 'code-taken', { code, name: other.name })
}

function toRow(workspace: Workspace, records: Records, { categoryName, priceMinor, costMinor, isActive, code, name, unit, note }: Fields) {
  return definedOnly({
    code, name, unit, note,
    category_id: typeof categoryName === 'string' ? categoryOf(workspace, records, categoryName) : categoryName,
    price_minor: priceMinor,
    cost_minor: costMinor,
    is_active: isActive === undefined ? undefined : Number(isActive),
  })
}

function categoryOf(workspace: Workspace, records: Records, name: string): Buffer {
  const found = workspace.db.prepare<[string], Buffer>('SELECT id FROM product_category WHERE name = ? ORDER BY id').pluck().get(name)
  return found ?? records.insert('product_category', { name }, derivedId('product_category', workspace.firm().id, name))
}
