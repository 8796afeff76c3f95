import type { Database } from 'better-sqlite3'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { idFromText, idToText } from '#shared/kernel/ids.ts'
import { derivedId } from '../../db/derived-id.ts'
import { migrate } from '../../db/migrate.ts'
import { DATABASE_FILE, openDatabase } from '../../db/open-database.ts'
import type { Records } from '../../db/records.ts'
import type { SyncTableName } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'
import { openWorkspace, type Workspace, type WorkspacePorts } from '../../db/workspace.ts'
import { KEY_FILE, writeKeyFile } from '../../keys/key-file.ts'
import type { NewKey } from '../../keys/workspace-key.ts'
import { systemClock } from '../../ports/clock.ts'
import { randomIds } from '../../ports/ids.ts'
import { refuse } from '../../refusal.ts'
import { writeChineseCalendar } from './calendar.ts'
import { unitsOfPath } from './unit-path.ts'
import { DEFAULT_PIPELINE, Genesis } from './genesis.ts'

export const JOIN_FILE = 'firm.join'

export interface Place {
  readonly directory: string
  readonly employee: string
  readonly role: string
  /** Names from the top, e.g. `华东/苏州`; missing units are made. */
  readonly unitPath?: string | undefined
  /** Encrypts the workspace under this key; a plain one without it. */
  readonly newKey?: NewKey | undefined
}

/**
 * Founds a firm: makes the first workspace, and `firm.join` beside it with which others join.
 *
 * Errors  `directory-not-empty` when a workspace is already there; nothing is left behind when it fails.
 */
export function foundFirm(place: Place & { readonly firm: string; readonly currency: string }, ports: WorkspacePorts = {}): Workspace {
  const now = (ports.clock ?? systemClock).now()
  const firmId = (ports.newId ?? randomIds)(now)
  const genesis = newGenesis(firmId, place.firm, place.currency, now)
  const workspace = makeWorkspace(place, genesis, ports, (records) => writeChineseCalendar(records, firmId))
  writeFileSync(join(place.directory, JOIN_FILE), `${JSON.stringify(genesis, null, 1)}\n`)
  return workspace
}

/**
 * Makes another workspace of the firm that a join file names.
 *
 * Errors  `join-file-unreadable`, `directory-not-empty`.
 */
export function joinFirm(place: Place & { readonly joinFile: string }, ports: WorkspacePorts = {}): Workspace {
  const workspace = makeWorkspace(place, readJoinFile(place.joinFile), ports, () => undefined)
  writeFileSync(join(place.directory, JOIN_FILE), readFileSync(place.joinFile))
  return workspace
}

function readJoinFile(path: string): Genesis {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    return refuse('join-file-unreadable', { path }, { cause })
  }
  const parsed = Genesis.safeParse(content)
  return parsed.success ? parsed.data : refuse('join-file-unreadable', { path }, { cause: parsed.error })
}

function newGenesis(firmId: Buffer, name: string, currency: string, foundedAt: number): Genesis {
  const pipeline = derivedId('pipeline', firmId, 'default')
  return {
    format: 'tributary-join-1',
    firm: { id: idToText(firmId), name, currency },
    foundedAt,
    rows: [
      { table: 'firm', id: idToText(firmId), values: { name, currency, fiscal_year_start: 1 } },
      { table: 'pipeline', id: idToText(pipeline), values: { name: DEFAULT_PIPELINE.name, position: 0 } },
      ...DEFAULT_PIPELINE.stages.map((stage, position) => ({
        table: 'pipeline_stage' as const,
        id: idToText(derivedId('pipeline_stage', firmId, String(position))),
        values: {
          pipeline_id: `id:${idToText(pipeline)}`,
          name: stage.name,
          outcome: stage.outcome,
          probability_bp: stage.probabilityBp,
          position,
        },
      })),
    ],
  }
}

function makeWorkspace(place: Place, genesis: Genesis, ports: WorkspacePorts, alsoWrite: (records: Records) => void): Workspace {
  const path = join(place.directory, DATABASE_FILE)
  const isNewDirectory = !existsSync(place.directory)
  if (!isNewDirectory && existsSync(path)) refuse('directory-not-empty', { path: place.directory })
  mkdirSync(place.directory, { recursive: true })
  try {
    const firmId = Buffer.from(idFromText(genesis.firm.id))
    const employeeId = derivedId('employee', firmId, place.employee)
    const now = (ports.clock ?? systemClock).now()
    const site = (ports.newId ?? randomIds)(now)
    const key = place.newKey?.master ?? null
    // first the key: an encrypted database without one would be lost
    if (place.newKey) writeKeyFile(place.directory, place.newKey.file)
    const db = openDatabase(path, 'create', key)
    try {
      migrate(db)
      db.transaction(() => {
        db.prepare('INSERT INTO sync_site (alias, site, employee_id) VALUES (1, ?, ?), (2, ?, NULL)').run(site, employeeId, firmId)
        db.prepare('UPDATE sync_ctx SET capture = 0').run()
        for (const row of genesis.rows) {
          insertFounding(db, row.table, Buffer.from(idFromText(row.id)), withIds(row.values), genesis.foundedAt, GENESIS)
        }
        const orgUnitId = place.unitPath ? foundUnits(db, firmId, place.unitPath, now) : null
        const self = { name: place.employee, role: place.role, org_unit_id: orgUnitId }
        insertFounding(db, 'employee', employeeId, self, now, JOINING)
        db.prepare('UPDATE sync_ctx SET capture = 1').run()
        db.prepare('INSERT INTO workspace (one, site, firm_id, employee_id, role, created_at) VALUES (1, ?, ?, ?, ?, ?)').run(
          site, firmId, employeeId, place.role, now,
        )
      }).immediate()
    } finally {
      db.close()
    }
    const workspace = openWorkspace(place.directory, { ...ports, key })
    workspace.write({ kind: 'workspace.founded', detail: { employee: place.employee } }, alsoWrite)
    return workspace
  } catch (cause) {
    if (isNewDirectory) rmSync(place.directory, { recursive: true, force: true })
    else for (const made of [path, `${path}-wal`, `${path}-shm`, ...(place.newKey ? [join(place.directory, KEY_FILE)] : [])]) rmSync(made, { force: true })
    throw cause
  }
}

/** The firm's own first rows: one clock and one author (the firm itself, alias 2) in every copy. */
const GENESIS = { hlc: 1, alias: 2 }
/** What a copy says of its own person when it joins: older than any real write, so that what the manager entered wins. */
const JOINING = { hlc: 2, alias: 1 }

type Values = Readonly<Record<string, string | number | Buffer | null>>

function insertFounding(
  db: Database,
  table: SyncTableName,
  id: Buffer,
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

/** Makes the units of a path of names; the same path is the same unit in every copy. Gives the last one. */
function foundUnits(db: Database, firmId: Id, path: string, at: number): Buffer | null {
  let parent: Buffer | null = null
  for (const unit of unitsOfPath(firmId, path)) {
    insertFounding(db, 'org_unit', unit.id, { parent_id: parent, name: unit.name, kind: unit.kind, position: 0 }, at, JOINING)
    parent = unit.id
  }
  return parent
}
