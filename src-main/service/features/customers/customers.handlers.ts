import { api } from '../../procedure.ts'
import { getCustomer } from './customer.queries.ts'
import { listCustomers } from './customer-list.ts'
import { createCustomer, removeCustomer, updateCustomer, updateManyCustomers } from './customers.commands.ts'
import { getCustomerSummary } from './summary.queries.ts'
import { getTimeline } from './timeline.queries.ts'

export const customersHandlers = {
  list: api.customers.list.handler(({ input, context }) => listCustomers(context.workspace, input)),
  get: api.customers.get.handler(({ input, context }) => getCustomer(context.workspace, input.id)),
  summary: api.customers.summary.handler(({ input, context }) => getCustomerSummary(context.workspace, input.id)),
  timeline: api.customers.timeline.handler(({ input, context }) => getTimeline(context.workspace, input)),
  create: api.customers.create.handler(({ input, context }) => context.asWriter(() => createCustomer(context.workspace, input))),
  update: api.customers.update.handler(({ input, context }) => context.asWriter(() => updateCustomer(context.workspace, input))),
  updateMany: api.customers.updateMany.handler(({ input, context }) => context.asWriter(() => updateManyCustomers(context.workspace, input))),
  remove: api.customers.remove.handler(({ input, context }) =>
    context.asWriter(() => {
      removeCustomer(context.workspace, input.id)
      return {}
    }),
  ),
}
