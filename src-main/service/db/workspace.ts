import type { Database } from 'better-sqlite3'
import { join } from 'node:path'
import { type Clock, systemClock } from '../ports/clock.ts'
import { type NewId, randomIds } from '../ports/ids.ts'
import type { RandomBytes } from '../ports/random.ts'
import { isKeyOf, plainKeyIn, readKeyFile } from '../keys/key-file.ts'
import { Refused, refuse } from '../refusal.ts'
import { type Identity, type NewSite, newSiteOf } from '../sync/identity/identity.ts'
import { IDENTITY_FILE, readIdentity } from '../sync/identity/identity-file.ts'
import { renewSite } from '../sync/renew-site.ts'
import { encryptionOf } from './encryption.ts'
import { lockWorkspace } from './lock.ts'
import { migrate, requireKnownSchema, schemaVersionOf, SCHEMA_VERSION } from './migrate.ts'
import { DATABASE_FILE, openDatabase } from './open-database.ts'
import { backupBeforeMigration } from './backup.ts'
import { isAtNewPlace, notePlace } from './place.ts'
import type { Records } from './records.ts'
import type { SyncTableName } from './registry.ts'
import type { Id } from './schema.ts'
import { type CommandLabel, type Committed, writeCommand } from './write.ts'

export interface Actor {
  readonly employeeId: Id
  readonly role: string
}

export interface Firm {
  readonly id: Id
  readonly name: string
  /** The currency that the firm reports in. */
  readonly currency: string
}

/** One open workspace: the only writer of its database. */
export interface Workspace {
  readonly directory: string
  readonly db: Database
  /** A merge may find that it has to be a new one. */
  readonly site: Id
  readonly actor: Actor
  readonly clock: Clock
  readonly newId: NewId
  /** Makes the name that this copy may go on under when somebody else may be writing under the one that it has. */
  newSite(): NewSite
  /** The master key of an encrypted workspace; what lies beside the database is sealed under it. */
  readonly key: Uint8Array | null
  /** Who this copy is among the copies of the firm; null in one from before copies had keys, which cannot exchange bundles. */
  readonly identity: Identity | null
  firm(): Firm
  /** Runs one command, see `writeCommand`, and tells the listeners which tables changed. */
  write<T>(label: CommandLabel, work: (records: Records) => T): Committed<T>
  /** Calls back after each commit; gives the function that stops it. */
  onCommit(listener: (tables: readonly SyncTableName[]) => void): () => void
  /** Tells the listeners about commits of another connection, e.g. a worker's. */
  announce(tables: readonly SyncTableName[]): void
  close(): void
}

export interface WorkspacePorts {
  readonly clock?: Clock
  readonly newId?: NewId
  /** What the keys of a new workspace are made of. */
  readonly random?: RandomBytes
  /** The master key; without it the one that lies plain beside the database is taken, if any. A plain database needs none. */
  readonly key?: Uint8Array | null
}

/**
 * Opens a workspace for writing: takes its lock, brings it to the newest schema (after a backup), and keeps it until `close`.
 *
 * Edge    a folder that was copied, or a backup put in its place, becomes a site of its own: two copies never write under one name.
 * Errors  `workspace-missing`, `workspace-locked`, `workspace-damaged`, `workspace-key-missing`, `workspace-key-wrong`, `not-a-workspace`,
 *         `schema-too-new`, `identity-damaged`; the files stay as they were.
 */
export function openWorkspace(directory: string, ports: WorkspacePorts = {}): Workspace {
  const path = join(directory, DATABASE_FILE)
  const key = keyOf(directory, ports)
  const probe = openProbe(directory, path, key)
  try {
    requireKnownSchema(probe, path)
  } finally {
    probe.close()
  }
  const lock = lockWorkspace(directory)
  let db: Database | undefined
  try {
    db = openDatabase(path, 'write', key)
    if (schemaVersionOf(db) < SCHEMA_VERSION) backupBeforeMigration(db, directory)
    migrate(db)
    const opened = openWith(db, directory, { ...ports, key }, () => lock.release())
    settleIn(opened, path)
    return opened
  } catch (cause) {
    db?.close()
    lock.release()
    throw cause
  }
}

/** A plain database has none, whatever was given or lies beside it. */
function keyOf(directory: string, { key }: WorkspacePorts): Uint8Array | null {
  if (encryptionOf(join(directory, DATABASE_FILE)) !== 'encrypted') return null
  return key ?? plainKeyIn(directory)
}

/** A key that is the right one by keys.json does not open the file: then it is the file that is damaged. */
function openProbe(directory: string, path: string, key: Uint8Array | null): Database {
  try {
    return openDatabase(path, 'read', key)
  } catch (cause) {
    if (!(cause instanceof Refused) || cause.problems[0]?.kind !== 'workspace-key-wrong' || !key) throw cause
    const file = readKeyFile(directory)
    return file && isKeyOf(file, key) ? refuse('workspace-damaged', { path }, { cause }) : refuse('workspace-key-wrong', { path: directory }, { cause })
  }
}

function settleIn({ db, newSite }: Pick<Workspace, 'db' | 'newSite'>, path: string): void {
  db.transaction(() => {
    if (isAtNewPlace(db, path)) renewSite(db, newSite())
    notePlace(db, path)
  }).immediate()
}

/** A second connection to a workspace that this process (or its parent) already holds: for worker threads. */
export function joinOpenWorkspace(directory: string, ports: WorkspacePorts = {}): Workspace {
  const key = keyOf(directory, ports)
  return openWith(openDatabase(join(directory, DATABASE_FILE), 'write', key), directory, { ...ports, key }, () => undefined)
}

function openWith(db: Database, directory: string, ports: WorkspacePorts, release: () => void): Workspace {
  const { employee_id: employeeId, role } = readOwner(db, directory)
  const clock = ports.clock ?? systemClock
  const newId = ports.newId ?? randomIds
  const key = encryptionOf(join(directory, DATABASE_FILE)) === 'encrypted' ? (ports.key ?? null) : null
  const identity = readIdentity(directory, key)
  if (identity && !identity.certified.employee.equals(employeeId)) refuse('identity-damaged', { path: join(directory, IDENTITY_FILE) })
  const listeners = new Set<(tables: readonly SyncTableName[]) => void>()
  const announce = (tables: readonly SyncTableName[]): void => {
    if (tables.length > 0) for (const listener of listeners) listener(tables)
  }
  return {
    directory,
    db,
    get site() {
      return readOwner(db, directory).site
    },
    actor: { employeeId, role },
    clock,
    newId,
    newSite: () => newSiteOf(identity, newId(clock.now())),
    key,
    identity,
    firm: () => readFirm(db),
    write(label, work) {
      const committed = writeCommand({ db, employeeId, clock, newId }, label, work)
      announce(committed.tables)
      return committed
    },
    onCommit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    announce,
    close() {
      listeners.clear()
      db.close()
      release()
    },
  }
}

interface Owner {
  readonly site: Buffer
  readonly firm_id: Buffer
  readonly employee_id: Buffer
  readonly role: string
}

function readOwner(db: Database, directory: string): Owner {
  const row = db.prepare<[], Owner>('SELECT site, firm_id, employee_id, role FROM workspace').get()
  if (!row) refuse('not-a-workspace', { path: directory })
  return row
}

function readFirm(db: Database): Firm {
  const row = db.prepare<[], Firm>('SELECT id, name, currency FROM firm WHERE id = (SELECT firm_id FROM workspace)').get()
  if (!row) throw new Error('workspace.firm: the firm row is missing')
  return row
}
