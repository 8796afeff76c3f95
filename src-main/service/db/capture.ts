import type { Database } from 'better-sqlite3'
import { ALIVE_COLUMN, ALIVE_MASK, isIdColumn, SYNC_TABLES, syncTableByNumber, type SyncTable, type SyncTableName } from './registry.ts'

/**
 * Makes every write of a synced table leave its marks, whoever writes: a line in the outbox for a new row, one in the history
 * with the old values for a changed one, and a deleted row in the bin. The triggers are generated from the registry and replaced when they differ from it.
 *
 * Edge    nothing is captured while `sync_ctx.capture` is 0, nor when a write sets the stamps itself: merges do both.
 *         `INSERT OR REPLACE` bypasses delete triggers in SQLite: use `ON CONFLICT DO UPDATE`.
 * Cost    nothing when the triggers are right.
 */
export function installCapture(db: Database): void {
  const wanted = captureTriggers()
  const found = readTriggers(db)
  const isRight = wanted.size === found.size && [...wanted].every(([name, sql]) => found.get(name) === sql)
  if (isRight) return
  db.transaction(() => {
    for (const name of found.keys()) db.exec(`DROP TRIGGER ${name}`)
    for (const sql of wanted.values()) db.exec(sql)
  }).immediate()
}

/** Gives the names of capture triggers that are missing, unknown, or not what the registry asks for. */
export function wrongTriggers(db: Database): string[] {
  const wanted = captureTriggers()
  const found = readTriggers(db)
  const names = new Set([...wanted.keys(), ...found.keys()])
  return [...names].filter((name) => wanted.get(name) !== found.get(name)).sort()
}

function readTriggers(db: Database): Map<string, string> {
  const rows = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'capture\\_%' ESCAPE '\\'")
    .all()
  return new Map(rows.map(({ name, sql }) => [name, sql]))
}

/** The triggers as SQL, by name. No function of our own is used, so that any SQLite tool can write the file. */
export function captureTriggers(tables: readonly SyncTable[] = SYNC_TABLES): Map<string, string> {
  const triggers = new Map<string, string>()
  for (const table of tables) {
    triggers.set(`capture_${table.name}_insert`, insertTrigger(table))
    triggers.set(`capture_${table.name}_update`, updateTrigger(table))
    triggers.set(`capture_${table.name}_delete`, deleteTrigger(table))
  }
  return triggers
}

/** A row in the place of a deleted one is later than everything that the bin holds of it, also when that came from a clock that is ahead of ours. */
function insertTrigger({ name, number }: SyncTable): string {
  const held = `tbl = ${String(number)} AND id = NEW.id`
  return `CREATE TRIGGER capture_${name}_insert AFTER INSERT ON ${name} WHEN NEW._h = 0
BEGIN
  INSERT INTO sync_out (tbl, id, hlc) SELECT ${String(number)}, NEW.id, max(hlc, coalesce((SELECT 1 + max(h, json_extract(CAST(body AS TEXT), '$[0]'),
    iif(json_extract(CAST(body AS TEXT), '$[2]') IS NULL, 0, (SELECT coalesce(max(seen_hlc), 0) FROM sync_vv))) FROM sync_tomb WHERE ${held}), 0)) FROM sync_ctx WHERE capture = 1;
  DELETE FROM sync_tomb WHERE ${held};
END`
}

function updateTrigger({ name, number, columns }: SyncTable): string {
  const differs = columns.map((column) => `OLD.${column} IS NOT NEW.${column}`)
  // the column that changes most often first: the chain of ORs stops there
  const anyDiffers = [...differs].sort((a, b) => Number(b.includes('updated_at')) - Number(a.includes('updated_at'))).join(' OR ')
  const mask = differs.map((test, column) => `((${test})<<${String(column)})`).join('|')
  const old = columns
    .map((column, i) => (column === 'updated_at' ? '' : `iif(${differs[i] ?? ''}, ',"${String(i)}":' || ${jsonOf(column)}, '')`))
    .filter((piece) => piece !== '')
    .join(' || ')
  return `CREATE TRIGGER capture_${name}_update AFTER UPDATE OF ${columns.join(', ')} ON ${name}
WHEN NEW._h = OLD._h AND NEW._c IS OLD._c AND (${anyDiffers})
BEGIN
  INSERT INTO history (tbl, id, mask, old, hlc, site, command) SELECT ${String(number)}, OLD.id, ${mask},
    '{' || substr(${old}, 2) || '}', hlc, site, command FROM sync_ctx WHERE capture = 1;
END`
}

function deleteTrigger({ name, number, columns }: SyncTable): string {
  const body = columns.map((column) => (isIdColumn(column) ? `nullif(hex(OLD.${column}), '')` : `OLD.${column}`)).join(', ')
  return `CREATE TRIGGER capture_${name}_delete AFTER DELETE ON ${name} WHEN (SELECT capture FROM sync_ctx) = 1
BEGIN
  INSERT OR REPLACE INTO sync_tomb (tbl, id, h, s, body) SELECT ${String(number)}, OLD.id, hlc, site,
    CAST(json_array(OLD._h, OLD._s, nullif(hex(OLD._c), ''), ${body}) AS BLOB) FROM sync_ctx;
  INSERT INTO history (tbl, id, mask, old, hlc, site, command)
    SELECT ${String(number)}, OLD.id, ${String(ALIVE_MASK)}, '{"${String(ALIVE_COLUMN)}":1}', hlc, site, command FROM sync_ctx;
END`
}

/** SQL of the JSON text of an old value. */
function jsonOf(column: string): string {
  return isIdColumn(column) ? `iif(OLD.${column} IS NULL, 'null', '"' || hex(OLD.${column}) || '"')` : `json_quote(OLD.${column})`
}

/** A place in what was captured so far. */
export interface CapturePosition {
  readonly out: number
  readonly history: number
}

export function capturePosition(db: Database): CapturePosition {
  const max = (table: string): number => Number(db.prepare(`SELECT coalesce(max(seq), 0) FROM ${table}`).pluck().get())
  return { out: max('sync_out'), history: max('history') }
}

/** Gives the tables that were written since a position of the same transaction. */
export function tablesCapturedSince(db: Database, position: CapturePosition): SyncTableName[] {
  const numbers = db
    // NOT INDEXED: SQLite would rather walk through the index of the whole history than read the few lines after the position
    .prepare<[number, number], number>('SELECT tbl FROM sync_out WHERE seq > ? UNION SELECT tbl FROM history NOT INDEXED WHERE seq > ?')
    .pluck()
    .all(position.out, position.history)
  return numbers.flatMap((number) => syncTableByNumber(number)?.name ?? [])
}
