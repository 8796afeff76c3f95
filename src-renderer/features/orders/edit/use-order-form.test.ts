// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import type { Order } from '#shared/contract/orders.contract.ts'
import { mountWith } from '../../../../tests/helpers/mount-with.ts'
import { editOrderPlan, newOrderPlan, useOrderForm, type OrderPlan } from './use-order-form.ts'

const id = (n: number): string => `0199a000-0000-7000-8000-${String(n).padStart(12, '0')}`
const line = { id: id(9), productId: id(5), description: null, quantityMilli: 2000, unitPriceMinor: 1000, discountBp: 0, productCode: 'P1', productName: 'Pump', unit: '台', amountMinor: 2000 }
const order: Order = {
  id: id(1), number: 'SO-1', kind: 'sale', customerId: id(2), employeeId: id(3), orderedOn: '2025-03-08', channel: null, currency: 'CNY', originId: null, opportunityId: null,
  note: null, customerName: 'C', employeeName: 'E', lineCount: 1, totalMinor: 2000, originNumber: null, lines: [line], returns: [],
}

function setupForm(plan: OrderPlan) {
  let state: ReturnType<typeof useOrderForm> | undefined
  mountWith(defineComponent({ setup: () => ((state = useOrderForm(plan)), () => null) }))
  if (!state) throw new Error('setupForm: not mounted')
  return state
}
function setupRpc() {
  const create = vi.fn(async () => order)
  const update = vi.fn(async () => order)
  return { create, update, rpc: { orders: { create, update } } as never }
}
const start = { customerId: id(2), employeeId: null, orderedOn: '2025-03-08', channel: null, currency: 'CNY', note: null }

beforeEach(() => localStorage.clear())

describe('useOrderForm', () => {
  it('always ends with one empty line, which is not sent', async () => {
    const { rpc, create } = setupRpc()
    const state = setupForm(newOrderPlan(rpc, 'return', start, { key: 'test', originId: id(1) }))
    const first = state.draft.value.lines[0]
    if (!first) throw new Error('no line')
    state.setLines([{ ...first, description: '运费', quantity: '1', price: '20' }])
    expect(state.draft.value.lines).toHaveLength(2)
    expect(state.totals.value.totalMinor).toBe(2000)
    await state.form.submit()
    expect(create).toHaveBeenCalledExactlyOnceWith({
      ...start,
      kind: 'return',
      originId: id(1),
      lines: [{ productId: null, description: '运费', quantityMilli: 1000, unitPriceMinor: 2000, discountBp: 0 }],
    })
  })

  it('shows the faults of lines only once saving was tried, and sends nothing', async () => {
    const { rpc, create } = setupRpc()
    const state = setupForm(newOrderPlan(rpc, 'sale', start, { key: 'test', originId: null }))
    expect(state.lacksLines.value).toBe(false)
    expect(await state.form.submit()).toBeNull()
    expect(state.lacksLines.value).toBe(true)
    state.setLines(state.draft.value.lines.map((one) => ({ ...one, quantity: 'x' })))
    expect(state.lineProblems.value.map((problem) => problem.cell)).toEqual(['product', 'quantity'])
    expect(create).not.toHaveBeenCalled()
  })
})

describe('editOrderPlan', () => {
  it('sends the head without the lines when only the head changed', async () => {
    const { rpc, update } = setupRpc()
    const state = setupForm(editOrderPlan(rpc, order))
    state.form.values['channel'] = '直销'
    await state.form.submit()
    expect(update).toHaveBeenCalledExactlyOnceWith({ id: order.id, fields: { channel: '直销' } })
  })

  it('sends all lines, with their identity, when one of them changed', async () => {
    const { rpc, update } = setupRpc()
    const state = setupForm(editOrderPlan(rpc, order))
    state.setLines(state.draft.value.lines.map((one, index) => (index === 0 ? { ...one, quantity: '3' } : one)))
    await state.form.submit()
    const { id: lineId, productId } = line
    expect(update).toHaveBeenCalledExactlyOnceWith({
      id: order.id,
      fields: {},
      lines: [{ id: lineId, productId, description: null, quantityMilli: 3000, unitPriceMinor: 1000, discountBp: 0 }],
    })
  })

  it('asks the service nothing when nothing changed', async () => {
    const { rpc, update } = setupRpc()
    expect(await setupForm(editOrderPlan(rpc, order)).form.submit()).toEqual(order)
    expect(update).not.toHaveBeenCalled()
  })
})
