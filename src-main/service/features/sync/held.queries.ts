import { HoldReason, type HeldEntry } from '#shared/contract/sync-trust.contract.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { mayAcceptHeld } from '../../sync/chain/accept-held.ts'
import { readEnvelope } from '../../sync/bundle/envelope.ts'
import { scopeName } from './scope-names.ts'

/** What waits for something that may still come, and what somebody has decided already. */
const WAITING = ['new', 'gap', 'key', 'unknown-device', 'revoked']
const MOST = 500

interface Row {
  readonly seq: number
  readonly reason: string
  readonly site: Buffer
  readonly scope: string
  readonly n: number
  readonly at: number
  readonly bytes: Buffer
  readonly author: string | null
}

/** Gives the bundles that are kept and not merged, newest first. Cost: reads each of at most 500. */
export function listHeld({ db, identity }: Workspace): { rows: HeldEntry[]; total: number } {
  const mayAccept = identity !== null && mayAcceptHeld(identity)
  const rows = db
    .prepare<[number], Row>(
      `SELECT h.seq, h.reason, h.site, h.scope, h.n, h.at, h.bytes, e.name AS author FROM sync_hold h LEFT JOIN sync_site s ON s.site = h.site
       LEFT JOIN employee e ON e.id = s.employee_id WHERE h.reason <> 'new' ORDER BY h.seq DESC LIMIT ?`,
    )
    .all(MOST)
    .map(({ bytes, scope, site, reason, ...row }) => {
      const envelope = readEnvelope(bytes)
      return {
        ...row,
        reason: HoldReason.parse(reason),
        site: idText(site),
        scope: scopeName(db, scope),
        needsSomebody: !WAITING.includes(reason),
        canAccept: reason === 'right' && scope !== 'control' && mayAccept,
        count: envelope.ok ? envelope.value.header.count : 0,
      }
    })
  return { rows, total: countHeld(db).all }
}

/** Counts what is held, and what of it needs somebody. */
export function countHeld(db: Workspace['db']): { readonly all: number; readonly faults: number } {
  const count = (where: string): number => Number(db.prepare(`SELECT count(*) FROM sync_hold WHERE ${where}`).pluck().get())
  return { all: count("reason <> 'new'"), faults: count(`reason NOT IN (${WAITING.map((reason) => `'${reason}'`).join(', ')})`) }
}
