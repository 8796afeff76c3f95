import { api } from '../../procedure.ts'
import { createOrder, removeOrder, updateOrder } from './orders.commands.ts'
import { getOrder, listOrders } from './orders.queries.ts'

export const ordersHandlers = {
  list: api.orders.list.handler(({ input, context }) => listOrders(context.workspace, input)),
  get: api.orders.get.handler(({ input, context }) => getOrder(context.workspace, input.id)),
  create: api.orders.create.handler(({ input, context }) => context.asWriter(() => createOrder(context.workspace, input))),
  update: api.orders.update.handler(({ input, context }) => context.asWriter(() => updateOrder(context.workspace, input))),
  remove: api.orders.remove.handler(({ input, context }) =>
    context.asWriter(() => {
      removeOrder(context.workspace, input.id)
      return {}
    }),
  ),
}
