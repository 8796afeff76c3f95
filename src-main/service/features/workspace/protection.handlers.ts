import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { openWorkspace } from '../../db/workspace.ts'
import { unlockByWords } from '../../keys/workspace-key.ts'
import { api, openApi } from '../../procedure.ts'
import { makeRecoveryWords, protectionOf, saveRecoveryWords } from './protection.ts'
import { workspaceStatus } from './status.ts'

export const protectionHandlers = {
  unlock: openApi.workspace.unlock.handler(async ({ input: { path, words }, context }) => {
    const directory = statSync(path, { throwIfNoEntry: false })?.isFile() === true ? dirname(path) : path
    const key = await unlockByWords(directory, words, context.keyStore)
    const workspace = openWorkspace(directory, { key })
    await context.session.replace(workspace)
    return workspaceStatus(workspace)
  }),
  protection: openApi.workspace.protection.handler(({ context }) => (context.session.open ? protectionOf(context.session.open.workspace) : null)),
  makeRecoveryWords: api.workspace.makeRecoveryWords.handler(({ input, context }) => makeRecoveryWords(context.workspace, input.list)),
  saveRecoveryWords: api.workspace.saveRecoveryWords.handler(({ input, context }) => saveRecoveryWords(context.workspace, input.file, input.words)),
}
