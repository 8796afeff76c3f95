import { api } from '../../procedure.ts'
import { createProduct, removeProduct, updateProduct } from './products.commands.ts'
import { getProduct, listCategories, listProducts } from './products.queries.ts'

export const productsHandlers = {
  list: api.products.list.handler(({ input, context }) => listProducts(context.workspace, input)),
  categories: api.products.categories.handler(({ context }) => listCategories(context.workspace)),
  get: api.products.get.handler(({ input, context }) => getProduct(context.workspace, input.id)),
  create: api.products.create.handler(({ input, context }) => context.asWriter(() => createProduct(context.workspace, input))),
  update: api.products.update.handler(({ input, context }) => context.asWriter(() => updateProduct(context.workspace, input))),
  remove: api.products.remove.handler(({ input, context }) =>
    context.asWriter(() => {
      removeProduct(context.workspace, input.id)
      return {}
    }),
  ),
}
