import { api } from '../../procedure.ts'
import { find } from './find.queries.ts'

export const searchHandlers = {
  find: api.search.find.handler(({ input, context }) => find(context.workspace, input)),
}
