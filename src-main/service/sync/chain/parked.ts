import type { Database } from 'better-sqlite3'
import { mayDo } from '#shared/domain/rights/rights.ts'
import { keptStatement } from '../../db/kept-statement.ts'
import { SYNC_TABLES, type SyncTable, syncTableByNumber } from '../../db/registry.ts'
import { readPayload } from '../bundle/payload-reader.ts'
import { ALIVE, ALIVE_BIT, type RowClocks } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import { openSites } from '../store/sites.ts'
import { TableWriters } from '../store/table-writers.ts'
import type { SqlValue } from '../store/tomb-body.ts'
import type { KnownDevice } from './devices.ts'
import { forwardRow } from './forward.ts'
import { mayState } from './stated-rights.ts'

/**
 * Keeps what a payload states and this version does not know, per column with its clock, until this one is the newer version.
 *
 * Edge    what its author may not state is left out, as far as this version can tell: of a table that it does not know, a representative says only his
 *         own writes.
 */
export function parkUnknown(db: Database, payload: Buffer, author: KnownDevice): void {
  const put = db.prepare(
    `INSERT INTO sync_parked (tbl, id, col, h, s, value) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tbl, id, col) DO UPDATE SET
       h = excluded.h, s = excluded.s, value = excluded.value
     WHERE excluded.h > sync_parked.h OR (excluded.h = sync_parked.h AND
       (SELECT site FROM sync_site WHERE alias = excluded.s) > (SELECT site FROM sync_site WHERE alias = sync_parked.s))`,
  )
  const sites = openSites(db)
  const isOwnClock = clocksOf(db, author)
  readPayload(payload, (site) => sites.aliasOf(site), (tableNumber, record) => {
    const table = syncTableByNumber(tableNumber)
    const unknown = (record.mask & ~knownSlots(table)) >>> 0
    if (unknown === 0 || !mayPark(author, table, record as RowRecord<SqlValue>, isOwnClock)) return
    const { id, isAlive, clocks, values } = record
    for (let slot = 0; slot <= ALIVE; slot++) {
      if ((unknown & (1 << slot)) === 0) continue
      const value = slot === ALIVE ? (isAlive ? 1 : 0) : (values[slot] ?? null)
      put.run(tableNumber, id, slot, clocks.h[slot], clocks.s[slot], value)
    }
  })
}

function knownSlots(table: SyncTable | undefined): number {
  return table ? (2 ** table.columns.length - 1 + ALIVE_BIT) >>> 0 : 0
}

/** Tells whether a clock is one of a device's, or of an earlier name of the same person. */
function clocksOf(db: Database, { device, employee }: KnownDevice): (alias: number) => boolean {
  const find = db.prepare<[number], { device: Buffer | null; employee_id: Buffer | null }>('SELECT device, employee_id FROM sync_site WHERE alias = ?')
  return (alias) => {
    const site = find.get(alias)
    return site?.device?.equals(device) === true || (employee !== null && site?.employee_id?.equals(employee) === true)
  }
}

function mayPark(author: KnownDevice, table: SyncTable | undefined, record: RowRecord<SqlValue>, isOwnClock: (alias: number) => boolean): boolean {
  if (table) return mayState(author, table, record, isOwnClock)
  if (mayDo(author.role, 'customers.assign')) return true
  for (let slot = 0; slot <= ALIVE; slot++) if ((record.mask & (1 << slot)) !== 0 && !isOwnClock(record.clocks.s[slot] ?? 0)) return false
  return true
}

interface Line {
  readonly tbl: number
  readonly id: Buffer
  readonly col: number
  readonly h: number
  readonly s: number
  readonly value: SqlValue
}

const REGISTRY_SETTING = 'sync.registry'

/** Puts what was parked and is known by now into the rows, once after each upgrade; in the caller's transaction. */
export function replayAfterUpgrade(db: Database, passesOn: boolean): void {
  const registry = SYNC_TABLES.map(({ number, columns }) => `${String(number)}:${String(columns.length)}`).join(' ')
  const isNew =
    keptStatement(db, 'INSERT INTO local_setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value').run(REGISTRY_SETTING, registry)
      .changes === 1
  if (isNew) replayParked(db, passesOn)
}

/**
 * Edge    a column that a newer version added has the clock of its row, though nobody here has written it: what was parked under the same clock is
 *         what it holds. `passesOn`: the rows are forwarded, since what this copy sent on before lacked the column.
 */
function replayParked(db: Database, passesOn: boolean): void {
  const rows = new Map<string, { readonly table: SyncTable; readonly id: Buffer; readonly lines: Line[] }>()
  for (const line of db.prepare<[], Line>('SELECT * FROM sync_parked ORDER BY tbl, id, col').all()) {
    const table = syncTableByNumber(line.tbl)
    if (!table || (line.col !== ALIVE && line.col >= table.columns.length)) continue
    const key = `${String(line.tbl)}/${line.id.toString('latin1')}`
    const row = rows.get(key) ?? { table, id: line.id, lines: [] }
    row.lines.push(line)
    rows.set(key, row)
  }
  if (rows.size === 0) return
  const drop = db.prepare('DELETE FROM sync_parked WHERE tbl = ? AND id = ? AND col = ?')
  const ranks = openSites(db).ranks()
  const writers = new TableWriters(db)
  db.prepare('UPDATE sync_ctx SET capture = 0').run()
  for (const { table, id, lines } of rows.values()) {
    const writer = writers.of(table)
    const row = writer.hold(id, 2 ** table.columns.length - 1)
    const wasAlive = row.state === 'alive'
    let isAlive = wasAlive
    let changed = 0
    for (const line of lines) {
      drop.run(line.tbl, line.id, line.col)
      if (!isLaterOrSame(line, row.clocks, ranks)) continue
      row.clocks.h[line.col] = line.h
      row.clocks.s[line.col] = line.s
      if (line.col === ALIVE) isAlive = line.value === 1
      else row.values[line.col] = line.value
      changed = (changed | (1 << line.col)) >>> 0
    }
    if (changed === 0) continue
    if (!isAlive) writer.saveBuried(row)
    else if (wasAlive) writer.save(row, changed & ~ALIVE_BIT)
    else writer.revive(row)
    if (passesOn) forwardRow(db, table.name, id)
  }
  db.prepare('UPDATE sync_ctx SET capture = 1').run()
}

function isLaterOrSame({ col, h, s }: Line, clocks: RowClocks, ranks: Int32Array): boolean {
  const held = clocks.h[col] ?? 0
  return h > held || (h === held && (ranks[s] ?? -1) >= (ranks[clocks.s[col] ?? 0] ?? -1))
}
