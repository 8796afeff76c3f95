import type { ImportPreview, ImportResult } from '#shared/contract/imports.contract.ts'
import type { SyncTableName } from '../../db/registry.ts'
import { SYNC_TABLES } from '../../db/registry.ts'
import { taskEvents, type TaskEvent } from '../../jobs/task-events.ts'
import { api } from '../../procedure.ts'
import { describeFields } from './describe-fields.ts'
import { forgetMap, listMaps, renameMap } from './saved-maps.ts'

export const importsHandlers = {
  fields: api.imports.fields.handler(({ input }) => describeFields(input.entity)),
  preview: api.imports.preview.handler(({ input, context, signal }) => context.tasks.run<ImportPreview>('import-preview', input, { signal })),
  savedMaps: api.imports.savedMaps.handler(({ context }) => listMaps(context.workspace)),
  renameMap: api.imports.renameMap.handler(({ input, context }) => context.asWriter(() => renameMap(context.workspace, input))),
  forgetMap: api.imports.forgetMap.handler(({ input, context }) => context.asWriter(() => forgetMap(context.workspace, input.key))),
  run: api.imports.run.handler(async function* ({ input, context, signal }): AsyncGenerator<TaskEvent<ImportResult>, void, void> {
    for await (const event of taskEvents<ImportResult>(context.tasks, 'import', input, signal)) {
      // The worker has a connection of its own: this one's listeners hear of its commit from here.
      if (event.type === 'done' && event.result.command !== null) context.workspace.announce(TABLES)
      yield event
    }
  }),
}

/** An import may create what it refers to and update anything, so everything is read again. */
const TABLES: readonly SyncTableName[] = SYNC_TABLES.map((table) => table.name)
