import type { RecordRef } from '#shared/contract/base.ts'
import type { Order } from '#shared/contract/orders.contract.ts'
import { today } from '#renderer/ui/format/index.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'
import { draftOfOrder, linesForAnother, newOrderPlan, type OrderPlan } from './use-order-form.ts'

export interface NewOrder {
  readonly plan: OrderPlan
  readonly customer: RecordRef | null
  readonly employee: RecordRef | null
  /** Number of the order that it comes from. */
  readonly sourceNumber: string | null
}

/** What a new order begins with: for a customer, as the return of a sale, as the copy of another order, or empty. */
export function useNewOrder(wanted: { readonly customer: string | null; readonly origin: string | null; readonly copy: string | null }) {
  const rpc = useRpc()
  return useRead<NewOrder>({
    key: ['orders.new', wanted.customer, wanted.origin, wanted.copy],
    // What one types must not be replaced by a change elsewhere.
    tables: [],
    query: async ({ signal }) => {
      const sourceId = wanted.origin ?? wanted.copy
      const source = sourceId === null ? null : await rpc.orders.get({ id: sourceId }, { signal })
      const status = await rpc.workspace.status(undefined, { signal })
      const customer = wanted.customer === null ? null : await rpc.customers.get({ id: wanted.customer }, { signal })
      const employee = status?.employee ?? null
      const firmCurrency = status?.firm.currency ?? 'CNY'
      if (source) return fromSource(rpc, source, wanted.origin !== null, employee)
      const start = { employeeId: employee?.id ?? null, orderedOn: today(), channel: null, currency: firmCurrency, note: null, customerId: customer?.id ?? '' }
      return {
        plan: newOrderPlan(rpc, 'sale', start, { key: customer ? `order.new.${customer.id}` : 'order.new', originId: null }),
        customer: customer && { id: customer.id, name: customer.name },
        employee,
        sourceNumber: null,
      }
    },
  })
}

function fromSource(rpc: ReturnType<typeof useRpc>, source: Order, isReturn: boolean, employee: RecordRef | null): NewOrder {
  const { number: _number, ...head } = draftOfOrder(source)
  const start = { ...head, employeeId: employee?.id ?? null, orderedOn: today(), note: null, lines: linesForAnother(source) }
  return {
    plan: newOrderPlan(rpc, isReturn ? 'return' : source.kind, start, { key: `order.${isReturn ? 'return' : 'copy'}.${source.id}`, originId: isReturn ? source.id : null }),
    customer: source.customerId === null ? null : { id: source.customerId, name: source.customerName ?? source.customerId },
    employee,
    sourceNumber: source.number,
  }
}
