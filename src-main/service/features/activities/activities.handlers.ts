import { api } from '../../procedure.ts'
import { completeActivity, logActivity, postponeActivity, removeActivity, updateActivity } from './activities.commands.ts'
import { getActivity, listActivities } from './activities.queries.ts'

export const activitiesHandlers = {
  list: api.activities.list.handler(({ input, context }) => listActivities(context.workspace, input)),
  get: api.activities.get.handler(({ input, context }) => getActivity(context.workspace, input.id)),
  log: api.activities.log.handler(({ input, context }) => context.asWriter(() => logActivity(context.workspace, input))),
  update: api.activities.update.handler(({ input, context }) => context.asWriter(() => updateActivity(context.workspace, input))),
  complete: api.activities.complete.handler(({ input, context }) => context.asWriter(() => completeActivity(context.workspace, input))),
  postpone: api.activities.postpone.handler(({ input, context }) => context.asWriter(() => postponeActivity(context.workspace, input))),
  remove: api.activities.remove.handler(({ input, context }) =>
    context.asWriter(() => {
      removeActivity(context.workspace, input.id)
      return {}
    }),
  ),
}
