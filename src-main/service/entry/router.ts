import { analysisHandlers } from '../analysis/analysis.handlers.ts'
import { importsHandlers } from '../features/imports/imports.handlers.ts'
import { eventsHandlers } from '../features/workspace/events.handlers.ts'
import { workspaceHandlers } from '../features/workspace/workspace.handlers.ts'

/** Every procedure with its handler; a new area adds one line here and one in the contract. */
export const router = {
  analysis: analysisHandlers,
  events: eventsHandlers,
  imports: importsHandlers,
  workspace: workspaceHandlers,
}
