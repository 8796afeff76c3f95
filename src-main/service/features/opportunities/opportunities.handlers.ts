import { api } from '../../procedure.ts'
import { listPipelines, readBoard } from './board.queries.ts'
import { createOpportunity, moveOpportunity, removeOpportunity, updateOpportunity } from './opportunities.commands.ts'
import { getOpportunity, listCompetitors, listOpportunities, stageHistory } from './opportunities.queries.ts'

export const opportunitiesHandlers = {
  pipelines: api.opportunities.pipelines.handler(({ context }) => listPipelines(context.workspace)),
  competitors: api.opportunities.competitors.handler(({ context }) => listCompetitors(context.workspace)),
  board: api.opportunities.board.handler(({ input, context }) => readBoard(context.workspace, input)),
  list: api.opportunities.list.handler(({ input, context }) => listOpportunities(context.workspace, input)),
  get: api.opportunities.get.handler(({ input, context }) => ({
    ...getOpportunity(context.workspace, input.id),
    stages: stageHistory(context.workspace, input.id),
  })),
  create: api.opportunities.create.handler(({ input, context }) => context.asWriter(() => createOpportunity(context.workspace, input))),
  update: api.opportunities.update.handler(({ input, context }) => context.asWriter(() => updateOpportunity(context.workspace, input))),
  move: api.opportunities.move.handler(({ input, context }) => context.asWriter(() => moveOpportunity(context.workspace, input))),
  remove: api.opportunities.remove.handler(({ input, context }) =>
    context.asWriter(() => {
      removeOpportunity(context.workspace, input.id)
      return {}
    }),
  ),
}
