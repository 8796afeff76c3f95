import { api } from '../../procedure.ts'
import { NotFound } from '../../refusal.ts'
import { acceptHeld } from '../../sync/chain/accept-held.ts'
import { revoke } from '../../sync/chain/revoke.ts'
import { requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { devicesOf } from './devices.queries.ts'
import { listHeld } from './held.queries.ts'

export const heldHandlers = {
  list: api.syncHeld.list.handler(({ context }) => listHeld(context.workspace)),
  accept: api.syncHeld.accept.handler(({ input, context: { workspace, asWriter } }) =>
    asWriter(() => {
      const { command, tables } = acceptHeld(workspace, requireIdentity(workspace), input.seq)
      // what is to be passed on waits for the next exchange
      workspace.announce(tables)
      return { command }
    }),
  ),
  forget: api.syncHeld.forget.handler(async ({ input, context: { db, asWriter, session } }) => {
    const gone = await asWriter(() => db.prepare('DELETE FROM sync_hold WHERE seq = ?').run(input.seq).changes)
    if (gone === 0) throw new NotFound('sync_hold')
    session.tell('sync')
  }),
}

export const devicesHandlers = {
  list: api.syncDevices.list.handler(({ context }) => devicesOf(context.workspace)),
  revoke: api.syncDevices.revoke.handler(async ({ input, context: { workspace, asWriter, sync, session } }) => {
    await asWriter(() => revoke(workspace, requireIdentity(workspace), Buffer.from(input.device, 'hex')))
    sync?.wake()
    session.tell('sync')
  }),
}
