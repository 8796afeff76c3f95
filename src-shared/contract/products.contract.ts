import * as z from 'zod'
import { line, Minor, procedure, prose, RecordId, RecordRef } from './base.ts'
import { ListQuery, listOf } from './list-query.ts'

export const ProductFields = z.object({
  code: line(60).nullable(),
  name: line(200),
  /** Name of a category; a new name makes a new category. */
  categoryName: line(100).nullable(),
  unit: line(20).nullable(),
  priceMinor: Minor.nonnegative().nullable(),
  costMinor: Minor.nonnegative().nullable(),
  isActive: z.boolean(),
  note: prose().nullable(),
})
export const Product = ProductFields.extend({ id: RecordId })
export type Product = z.infer<typeof Product>

export const productsContract = {
  list: procedure.input(ListQuery).output(listOf(Product)),
  categories: procedure.output(z.array(RecordRef)),
  get: procedure.input(z.object({ id: RecordId })).output(Product),
  create: procedure.input(ProductFields.partial().required({ name: true })).output(Product),
  update: procedure.input(z.object({ id: RecordId, fields: ProductFields.partial() })).output(Product),
  remove: procedure.input(z.object({ id: RecordId })).output(z.object({})),
}
