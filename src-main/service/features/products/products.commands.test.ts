import { describe, expect, it } from 'vitest'
import { kindsOf, problemsOf, setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { Forbidden, NotFound } from '../../refusal.ts'
import { createOrder } from '../orders/orders.commands.ts'
import { createProduct, removeProduct, updateProduct } from './products.commands.ts'
import { getProduct, listCategories } from './products.queries.ts'

describe('createProduct', () => {
  it('is active and finds its category by name, or makes it', () => {
    const { workspace } = setupWorkspace()
    expect(createProduct(workspace, { name: '离心泵', categoryName: '泵' })).toMatchObject({ isActive: true, categoryName: '泵' })
    createProduct(workspace, { name: '潜水泵', categoryName: '泵' })
    expect(listCategories(workspace).map(({ name }) => name)).toEqual(['泵'])
  })

  it('refuses a code that another product has', () => {
    const { workspace } = setupWorkspace()
    createProduct(workspace, { name: '离心泵', code: 'P1' })
    expect(problemsOf(() => createProduct(workspace, { name: '潜水泵', code: 'P1' }))).toEqual([
      { field: 'code', kind: 'code-taken', values: { code: 'P1', name: '离心泵' } },
    ])
  })

  it('does not let a representative write products', () => {
    const { workspace } = setupWorkspace({ role: 'rep' })
    expect(() => createProduct(workspace, { name: '离心泵' })).toThrow(Forbidden)
  })
})

describe('updateProduct', () => {
  it('sets what is given, and refuses the code of another', () => {
    const { workspace } = setupWorkspace()
    createProduct(workspace, { name: '离心泵', code: 'P1' })
    const { id } = createProduct(workspace, { name: '潜水泵', code: 'P2', priceMinor: 100, categoryName: '泵' })
    expect(updateProduct(workspace, { id, fields: { isActive: false, categoryName: null } })).toMatchObject({ isActive: false, categoryName: null, priceMinor: 100 })
    expect(kindsOf(() => updateProduct(workspace, { id, fields: { code: 'P1' } }))).toEqual(['code-taken'])
    expect(updateProduct(workspace, { id, fields: { code: 'P2' } }).code).toBe('P2')
  })
})

describe('removeProduct', () => {
  it('refuses one that was sold, and bins any other', () => {
    const { workspace } = setupWorkspace()
    const { id } = createProduct(workspace, { name: '离心泵' })
    const unsold = createProduct(workspace, { name: '潜水泵' })
    createOrder(workspace, { customerId: null, orderedOn: '2026-03-01', lines: [{ productId: id, description: null, quantityMilli: 1000, unitPriceMinor: 1, discountBp: 0 }] })
    expect(problemsOf(() => removeProduct(workspace, id))).toEqual([{ field: null, kind: 'product-in-use', values: { name: '离心泵', count: 1 } }])
    removeProduct(workspace, unsold.id)
    expect(() => getProduct(workspace, unsold.id)).toThrow(NotFound)
  })
})
