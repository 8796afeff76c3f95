import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type * as z from 'zod'
import { type ImportEntity, type ImportMap, SavedMap } from '#shared/contract/imports.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'
import { comparableHeader } from './headers.ts'

const StoredMap = SavedMap.omit({ key: true })
type Stored = z.infer<typeof StoredMap>

const PREFIX = 'import.map.'

/** The map with which a file of these heads was imported last; null when there was none, or it is of an older form. */
export function recallMap(workspace: Workspace, entity: ImportEntity, headers: readonly string[]): ImportMap | null {
  return read(workspace, keyOf(entity, headers))?.map ?? null
}

/** Keeps a map for the next file with the same heads. Local to this copy. Edge: the name that it has stays. */
export function rememberMap(workspace: Workspace, entity: ImportEntity, file: string, headers: readonly string[], map: ImportMap): void {
  const key = keyOf(entity, headers)
  const name = read(workspace, key)?.name ?? basename(file).slice(0, 100)
  store(workspace, key, { entity, name, headers: [...headers], usedAt: workspace.clock.now(), map })
}

/** Gives all kept maps, used last first. */
export function listMaps({ db }: Workspace): SavedMap[] {
  const rows = db.prepare<[string], { key: string; value: string }>("SELECT key, value FROM local_setting WHERE key LIKE ? || '%'").all(PREFIX)
  return rows
    .flatMap(({ key, value }) => {
      const stored = parse(value)
      return stored === null ? [] : [{ key, ...stored }]
    })
    .sort((a, b) => b.usedAt - a.usedAt)
}

/** Errors: `NotFound`. */
export function renameMap(workspace: Workspace, { key, name }: { readonly key: string; readonly name: string }): void {
  const stored = read(workspace, key)
  if (stored === null) throw new NotFound('import-map')
  store(workspace, key, { ...stored, name })
}

/** Errors: `NotFound`. */
export function forgetMap(workspace: Workspace, key: string): void {
  if (read(workspace, key) === null) throw new NotFound('import-map')
  workspace.db.prepare('DELETE FROM local_setting WHERE key = ?').run(key)
}

function store({ db }: Workspace, key: string, stored: Stored): void {
  db.prepare('INSERT INTO local_setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, JSON.stringify(stored))
}

function read({ db }: Workspace, key: string): Stored | null {
  if (!key.startsWith(PREFIX)) return null
  const text = db.prepare<[string], string>('SELECT value FROM local_setting WHERE key = ?').pluck().get(key)
  return text === undefined ? null : parse(text)
}

function parse(text: string): Stored | null {
  const stored = StoredMap.safeParse(JSON.parse(text))
  return stored.success ? stored.data : null
}

function keyOf(entity: ImportEntity, headers: readonly string[]): string {
  // The order of the columns does not matter, their names do.
  const names = headers.map(comparableHeader).sort().join('\n')
  return `${PREFIX}${entity}.${createHash('sha256').update(names).digest('hex').slice(0, 16)}`
}
