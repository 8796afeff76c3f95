import { describe, expect, it } from 'vitest'
import { kindsOf, problemsOf, setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { Forbidden } from '../../refusal.ts'
import { createProduct } from '../products/products.commands.ts'
import { getFirm, saveFirm } from './firm.ts'
import { setTarget } from './organisation.commands.ts'

describe('saveFirm', () => {
  it('sets the name and the first month of the fiscal year, and leaves what is not given', () => {
    const { workspace } = setupWorkspace()
    expect(saveFirm(workspace, { name: '江海泵阀', fiscalYearStart: 4 })).toMatchObject({ name: '江海泵阀', currency: 'CNY', fiscalYearStart: 4 })
    expect(saveFirm(workspace, { fiscalYearStart: 7 })).toMatchObject({ name: '江海泵阀', fiscalYearStart: 7 })
    expect(workspace.firm().name).toBe('江海泵阀')
  })

  it('changes the currency while there is no amount', () => {
    const { workspace } = setupWorkspace()
    expect(getFirm(workspace).hasMoney).toBe(false)
    expect(saveFirm(workspace, { currency: 'TWD' })).toMatchObject({ currency: 'TWD' })
    expect(workspace.firm().currency).toBe('TWD')
  })

  it('keeps the currency once a price or a target exists, and says which it is', () => {
    const priced = setupWorkspace().workspace
    createProduct(priced, { name: '水泵', priceMinor: 100_00 })
    expect(getFirm(priced).hasMoney).toBe(true)
    expect(problemsOf(() => saveFirm(priced, { currency: 'USD' }))).toEqual([{ field: 'currency', kind: 'currency-in-use', values: { currency: 'CNY' } }])
    expect(saveFirm(priced, { currency: 'CNY', name: '甲' })).toMatchObject({ name: '甲', currency: 'CNY' })

    const planned = setupWorkspace().workspace
    setTarget(planned, { period: '2026-03', orgUnitId: null, employeeId: null, categoryId: null, productId: null, amountMinor: 1 })
    expect(kindsOf(() => saveFirm(planned, { currency: 'USD' }))).toEqual(['currency-in-use'])
  })

  it('refuses three letters that are no currency', () => {
    const { workspace } = setupWorkspace()
    expect(kindsOf(() => saveFirm(workspace, { currency: 'ABC' }))).toEqual(['currency-unknown'])
  })

  it('does not let a representative change the firm', () => {
    const { workspace } = setupWorkspace({ role: 'rep' })
    expect(() => saveFirm(workspace, { name: '甲' })).toThrow(Forbidden)
  })
})
