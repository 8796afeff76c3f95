import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '#shared/contract/workspace.contract.ts'
import type { Workspace } from '#service/db/workspace.ts'
import { foundFirm, joinFirm } from '#service/features/workspace/found.ts'
import { quietReport } from '#service/jobs/task.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { seededIds } from '#service/ports/ids.ts'
import { seededRandom } from '#service/ports/random.ts'
import { receiveBundles } from '#service/sync/chain/receive-bundles.ts'
import { sealOutbox } from '#service/sync/chain/seal-outbox.ts'
import type { Identity } from '#service/sync/identity/identity.ts'
import { seedCrypto } from './seeded-crypto.ts'
import { START } from './virtual-time.ts'

/** A copy as every run begins with it. */
export interface Founded {
  readonly name: string
  readonly role: Role
  readonly employee: Buffer
  readonly unit: Buffer | null
  readonly identity: Identity
  /** The whole database. */
  readonly image: Buffer
}

const PEOPLE: readonly { readonly name: string; readonly role: Role; readonly unitPath?: string }[] = [
  { name: 'head', role: 'manager' },
  { name: 'deputy', role: 'director' },
  { name: 'branch', role: 'manager', unitPath: 'east' },
  { name: 'rep1', role: 'rep', unitPath: 'east' },
  { name: 'rep2', role: 'rep', unitPath: 'east' },
  { name: 'rep3', role: 'rep', unitPath: 'west' },
]

let founded: readonly Founded[] | undefined

/** Founds the firm of all runs, whose copies have met and know each other; once in a process. */
export function foundCast(): readonly Founded[] {
  return (founded ??= found())
}

function found(): readonly Founded[] {
  seedCrypto(0)
  const folder = mkdtempSync(join(tmpdir(), 'tributary-cast-'))
  const clock = fixedClock(START)
  const copies: Workspace[] = []
  try {
    for (const [i, { name, role, unitPath }] of PEOPLE.entries()) {
      const ports = { clock, newId: seededIds(i + 1), random: seededRandom(i + 1) }
      const place = { directory: join(folder, name), employee: name, role, unitPath }
      copies.push(i === 0 ? foundFirm({ ...place, firm: 'firm', currency: 'CNY' }, ports) : joinFirm({ ...place, joinFile: join(folder, 'head', 'firm.join') }, ports))
    }
    for (const copy of copies) forgetCalendar(copy)
    for (let round = 0; round < 3; round++) meetAll(copies)
    return copies.map((workspace, i) => imageOf(workspace, PEOPLE[i]?.name ?? ''))
  } finally {
    for (const copy of copies) copy.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Thousands of days that no run looks at. */
function forgetCalendar({ db }: Workspace): void {
  db.exec('UPDATE sync_ctx SET capture = 0; DELETE FROM calendar_day; DELETE FROM sync_out WHERE tbl = 4; UPDATE sync_ctx SET capture = 1')
}

function meetAll(copies: readonly Workspace[]): void {
  for (const copy of copies) sealOutbox(copy)
  const bundles = copies.flatMap(({ db }) => db.prepare<[], Buffer>('SELECT bytes FROM sync_bundle ORDER BY seq').pluck().all())
  for (const copy of copies) if (copy.identity) receiveBundles(copy, copy.identity, bundles, quietReport)
  for (const copy of copies) copy.db.exec('DELETE FROM sync_hold')
}

function imageOf({ db, actor, identity }: Workspace, name: string): Founded {
  if (!identity) throw new Error('cast: a copy without an identity')
  db.exec('VACUUM')
  db.pragma('wal_checkpoint(TRUNCATE)')
  const unit = db.prepare<[Buffer], Buffer | null>('SELECT org_unit_id FROM employee WHERE id = ?').pluck().get(Buffer.from(actor.employeeId)) ?? null
  return { name, role: actor.role as Role, employee: Buffer.from(actor.employeeId), unit, identity, image: db.serialize() }
}
