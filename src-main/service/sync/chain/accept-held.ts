import type { SyncTable, SyncTableName } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import { refuse } from '../../refusal.ts'
import { readEnvelope } from '../bundle/envelope.ts'
import { holdsAll } from '../identity/certificate.ts'
import type { Identity } from '../identity/identity.ts'
import { isScope } from '../identity/scope.ts'
import { mergeAlone } from '../merge.ts'
import { openBundles } from './bundle-reading.ts'
import { findDevice } from './devices.ts'
import { forwardRow } from './forward.ts'
import { release } from './held.ts'
import { openKeys } from './keys.ts'

export interface AcceptedBundle {
  /** The step that undoes it; null when it changed nothing. */
  readonly command: number | null
  readonly tables: readonly SyncTableName[]
}

/** Tells whether a copy may take what others had no right to say: its word counts for all. */
export function mayAcceptHeld({ certified: { isAdmin, scopes } }: Identity): boolean {
  return isAdmin && holdsAll(scopes)
}

/**
 * Merges what was held back of a bundle because its author had no right to it, and states it to the others in our own name.
 *
 * Shape   the values keep the clocks that their author gave them, so that what was written later stands.
 * Errors  refuses with `accept-not-allowed` unless we are an admin of everything, `held-not-acceptable` for a bundle that is held for another reason
 *         or is not there (any more).
 */
export function acceptHeld(workspace: Workspace, identity: Identity, seq: number): AcceptedBundle {
  const { db } = workspace
  if (!mayAcceptHeld(identity)) refuse('accept-not-allowed')
  const bytes = db.prepare<[number], Buffer>("SELECT bytes FROM sync_hold WHERE seq = ? AND reason = 'right' AND scope <> 'control'").pluck().get(seq)
  const envelope = bytes && readEnvelope(bytes)
  if (!envelope?.ok) return refuse('held-not-acceptable')
  const { header, hash } = envelope.value
  const author = findDevice(db, Buffer.from(header.device, 'hex'))
  const key = isScope(header.scope) ? openKeys(db, identity).keyring.keyOf(header.scope, header.epoch) : null
  if (!author || !key) return refuse('held-not-acceptable')
  const firmId = db.prepare<[], Buffer>('SELECT firm_id FROM workspace').pluck().get() ?? Buffer.alloc(16)
  const stated: { readonly table: SyncTable; readonly id: Buffer }[] = []
  const listener = { forbidden: () => undefined, unknown: () => undefined, stated: (table: SyncTable, id: Buffer) => void stated.push({ table, id: Buffer.from(id) }) }
  const bundles = [{ envelope: envelope.value, author, key }]
  const { result, tables } = mergeAlone(
    workspace,
    {
      open: () => openBundles({ db, firmId, name: `bundles:${header.site}:accepted`, bundles, seen: new Map(header.seen), metUpTo: 0, isHeard: true, takesForbidden: true }, listener),
      merged() {
        for (const { table, id } of stated) forwardRow(db, table.name, id)
        release(db, hash)
      },
    },
    quietReport,
  )
  return { command: result.command, tables }
}
