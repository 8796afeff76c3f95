import { progressEvents } from '../../jobs/task-events.ts'
import { api } from '../../procedure.ts'
import { CopyInThread } from '../../sync/exchange/copy-in-thread.ts'
import { requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { exportPackage } from './export-package.ts'

const nothing = (): void => undefined

export const packagesHandlers = {
  export: api.syncPackages.export.handler(({ input, context: { workspace, tasks, asWriter }, signal }) =>
    progressEvents(signal, async (until, progress) => {
      const identity = requireIdentity(workspace)
      const copy = new CopyInThread({ workspace, identity, tasks, asWriter, way: 'package', signal: until, onBegin: nothing, onMerged: nothing, onRenewed: nothing })
      return { bundles: await exportPackage(workspace, copy, input, until, progress) }
    }),
  ),
}
