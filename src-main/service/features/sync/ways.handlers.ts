import type { ExchangeOutcome, SyncWay, WayTest } from '#shared/contract/sync-ways.contract.ts'
import type { WorkspaceContext } from '../../context.ts'
import { progressEvents } from '../../jobs/task-events.ts'
import { api } from '../../procedure.ts'
import { NotFound, refuse, refuseField } from '../../refusal.ts'
import type { BackgroundSync } from '../../sync/exchange/background-sync.ts'
import { addWay, findWay, listWays, removeWay, setAutomatic, type StoredWay } from '../../sync/exchange/stored-ways.ts'
import { isWayAddress } from '../../sync/ways/open-way.ts'
import { exchangeOutcome } from './exchange-outcome.ts'
import { testWay } from './test-way.ts'
import { shownAddress } from './way-address.ts'

export const waysHandlers = {
  list: api.syncWays.list.handler(({ context }): SyncWay[] => listWays(context.db).flatMap((way) => toSyncWay(way, context.sync) ?? [])),
  add: api.syncWays.add.handler(async ({ input: { kind, address, isAutomatic }, context }) => {
    const sync = requireSync(context)
    if (!isWayAddress({ kind, address })) refuseField('address', 'way-address')
    const seq = await context.asWriter(() => addWay(context.db, { kind, address }, isAutomatic))
    await sync.refresh()
    return { seq }
  }),
  test: api.syncWays.test.handler(({ input, context, signal }): Promise<WayTest> => {
    requireSync(context)
    return testWay(context.workspace, requireWay(context, input.seq), signal)
  }),
  remove: api.syncWays.remove.handler(async ({ input, context }) => {
    await context.asWriter(() => setAutomatic(context.db, input.seq, false))
    // nothing is exchanged over it any more when it goes
    await context.sync?.refresh()
    await context.asWriter(() => removeWay(context.db, input.seq))
    await context.sync?.refresh()
  }),
  setAutomatic: api.syncWays.setAutomatic.handler(async ({ input: { seq, isAutomatic }, context }) => {
    await context.asWriter(() => setAutomatic(context.db, seq, isAutomatic))
    await context.sync?.refresh()
  }),
  exchange: api.syncWays.exchange.handler(({ input, context, signal }) => {
    const sync = requireSync(context)
    const way = requireWay(context, input.seq)
    return progressEvents<ExchangeOutcome>(signal, async (until, progress) => exchangeOutcome(await sync.exchangeNow(way, until, { progress })))
  }),
}

function requireSync({ sync, workspace }: WorkspaceContext): BackgroundSync {
  return sync ?? refuse('no-identity', { path: workspace.directory })
}

function requireWay({ db }: WorkspaceContext, seq: number): StoredWay {
  const way = findWay(db, seq)
  if (!way) throw new NotFound('sync_way')
  return way
}

function toSyncWay({ seq, kind, address: secret, isAutomatic, triedAt, doneAt, problem, offsetMs }: StoredWay, sync: BackgroundSync | null): SyncWay | undefined {
  if (kind === 'package') return undefined
  const address = shownAddress({ kind, address: secret })
  const shown = problem === null ? null : { field: null, kind: problem, values: { way: address } }
  return { seq, kind, address, isAutomatic, triedAt, doneAt, problem: shown, offsetMs, ...(sync?.activityOf(seq) ?? { isRunning: false, retryAt: null }) }
}
