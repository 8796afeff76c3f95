import type { Database } from 'better-sqlite3'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { idFromText } from '#shared/kernel/ids.ts'
import { derivedId } from '../../db/derived-id.ts'
import { migrate } from '../../db/migrate.ts'
import { DATABASE_FILE, openDatabase } from '../../db/open-database.ts'
import type { SyncTableName } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'
import { openWorkspace, type Workspace, type WorkspacePorts } from '../../db/workspace.ts'
import { KEY_FILE, writeKeyFile } from '../../keys/key-file.ts'
import type { NewKey } from '../../keys/workspace-key.ts'
import { systemClock } from '../../ports/clock.ts'
import { randomIds } from '../../ports/ids.ts'
import { refuse } from '../../refusal.ts'
import { type Identity, newSiteOf } from '../../sync/identity/identity.ts'
import { IDENTITY_FILE, writeIdentity } from '../../sync/identity/identity-file.ts'
import type { Joining } from '../../sync/identity/invitation.ts'
import type { Genesis } from './genesis.ts'
import { unitsOfPath } from './unit-path.ts'

/** Where a new workspace lies, and whose it is. */
export interface Place {
  readonly directory: string
  readonly employee: string
  readonly role: string
  /** Names from the top, e.g. `华东/苏州`; missing units are made. */
  readonly unitPath?: string | undefined
  /** Who the person is in the firm, when that is known; else it follows from the name. */
  readonly employeeId?: Buffer | undefined
  /** The unit by its id instead of its path; its row comes with the first exchange. */
  readonly unitId?: Buffer | undefined
  /** Encrypts the workspace under this key; a plain one without it. */
  readonly newKey?: NewKey | undefined
}

export interface Beginning {
  readonly genesis: Genesis
  /** Makes the keys of the copy; null for one without. */
  identify(joining: Joining): Identity | null
  /** Runs when all is there; nothing is left behind when it throws. */
  complete(workspace: Workspace): void
}

/**
 * Makes a workspace with the firm's first rows, its own person and unit, and its keys beside it.
 *
 * Errors  `directory-not-empty`, and what `identify` and `complete` throw; nothing is left behind.
 */
export function makeWorkspace(place: Place, { genesis, identify, complete }: Beginning, ports: WorkspacePorts): Workspace {
  const path = join(place.directory, DATABASE_FILE)
  const isNewDirectory = !existsSync(place.directory)
  requireFree(place.directory)
  const firmId = Buffer.from(idFromText(genesis.firm.id))
  const employeeId = place.employeeId ?? derivedId('employee', firmId, place.employee)
  const now = (ports.clock ?? systemClock).now()
  const units = place.unitPath ? unitsOfPath(firmId, place.unitPath) : []
  const identity = identify({ employee: employeeId, role: place.role, unit: units.at(-1)?.id ?? place.unitId ?? null, now })
  const { site, nonce } = newSiteOf(identity, (ports.newId ?? randomIds)(now))
  const key = place.newKey?.master ?? null
  mkdirSync(place.directory, { recursive: true })
  let workspace: Workspace | undefined
  try {
    // first the key: an encrypted database without one would be lost
    if (place.newKey) writeKeyFile(place.directory, place.newKey.file)
    if (identity) writeIdentity(place.directory, identity, key)
    const db = openDatabase(path, 'create', key)
    try {
      migrate(db)
      db.transaction(() => {
        db.prepare('INSERT INTO sync_site (alias, site, employee_id, nonce) VALUES (1, ?, ?, ?), (2, ?, NULL, NULL)').run(site, employeeId, nonce, firmId)
        db.prepare('UPDATE sync_ctx SET capture = 0').run()
        for (const row of genesis.rows) {
          insertFounding(db, row.table, Buffer.from(idFromText(row.id)), withIds(row.values), genesis.foundedAt, GENESIS)
        }
        let unitId: Buffer | null = null
        for (const unit of units) {
          insertFounding(db, 'org_unit', unit.id, { parent_id: unitId, name: unit.name, kind: unit.kind, position: 0 }, now, JOINING)
          unitId = unit.id
        }
        insertFounding(db, 'employee', employeeId, { name: place.employee, role: place.role, org_unit_id: unitId ?? place.unitId ?? null }, now, JOINING)
        db.prepare('UPDATE sync_ctx SET capture = 1').run()
        db.prepare('INSERT INTO workspace (one, site, firm_id, employee_id, role, created_at) VALUES (1, ?, ?, ?, ?, ?)').run(
          site, firmId, employeeId, place.role, now,
        )
      }).immediate()
    } finally {
      db.close()
    }
    workspace = openWorkspace(place.directory, { ...ports, key })
    complete(workspace)
    return workspace
  } catch (cause) {
    workspace?.close()
    if (isNewDirectory) rmSync(place.directory, { recursive: true, force: true })
    else for (const made of madeIn(place)) rmSync(made, { force: true })
    throw cause
  }
}

/** Stops who would make a workspace where one is. Errors: `directory-not-empty`. */
export function requireFree(directory: string): void {
  if (existsSync(join(directory, DATABASE_FILE))) refuse('directory-not-empty', { path: directory })
}

function madeIn({ directory, newKey }: Place): string[] {
  const path = join(directory, DATABASE_FILE)
  return [path, `${path}-wal`, `${path}-shm`, join(directory, IDENTITY_FILE), ...(newKey ? [join(directory, KEY_FILE)] : [])]
}

/** The firm's own first rows: one clock and one author (the firm itself, alias 2) in every copy. */
const GENESIS = { hlc: 1, alias: 2 }
/** What a copy says of its own person when it joins: older than any real write, so that what the manager entered wins. */
const JOINING = { hlc: 2, alias: 1 }

type Values = Readonly<Record<string, string | number | Buffer | null>>

function insertFounding(
  db: Database,
  table: SyncTableName,
  id: Id,
  values: Values,
  at: number,
  stamp: { readonly hlc: number; readonly alias: number },
): void {
  const columns = Object.keys(values)
  db.prepare(
    `INSERT INTO ${table} (id, created_at, updated_at, _h, _s${columns.map((column) => `, ${column}`).join('')})
     VALUES (?, ?, ?, ?, ?${', ?'.repeat(columns.length)}) ON CONFLICT DO NOTHING`,
  ).run(id, at, at, stamp.hlc, stamp.alias, ...Object.values(values))
}

function withIds(values: Genesis['rows'][number]['values']): Values {
  return Object.fromEntries(
    Object.entries(values).map(([column, value]) => [
      column,
      typeof value === 'string' && value.startsWith('id:') ? Buffer.from(idFromText(value.slice(3))) : value,
    ]),
  )
}
