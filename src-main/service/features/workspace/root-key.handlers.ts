import { api } from '../../procedure.ts'
import { rootKeyStatus, rootKeyWords, takeRootKeyAway } from './root-key.ts'

export const rootKeyHandlers = {
  rootKey: {
    status: api.workspace.rootKey.status.handler(({ context }) => rootKeyStatus(context.workspace)),
    words: api.workspace.rootKey.words.handler(({ input, context }) => rootKeyWords(context.workspace, input.list)),
    takeAway: api.workspace.rootKey.takeAway.handler(({ input, context }) => takeRootKeyAway(context.workspace, input.list, input.checks)),
  },
}
