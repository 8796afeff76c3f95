import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

/** Reads one order with its lines and returns. */
export function useOrder(id: () => string) {
  const rpc = useRpc()
  return useRead({
    key: () => ['orders.get', id()],
    tables: ['sales_order', 'order_line', 'customer', 'employee', 'product'],
    query: ({ signal }) => rpc.orders.get({ id: id() }, { signal }),
  })
}
