import { api } from '../../procedure.ts'
import { listViews, removeView, saveView } from './saved-views.ts'

export const viewsHandlers = {
  list: api.views.list.handler(({ input, context }) => listViews(context.workspace, input.entity)),
  save: api.views.save.handler(({ input, context }) => context.asWriter(() => saveView(context.workspace, input))),
  remove: api.views.remove.handler(({ input, context }) =>
    context.asWriter(() => {
      removeView(context.workspace, input.id)
      return {}
    }),
  ),
}
