import { createHash } from 'node:crypto'
import { ImportMap } from '#shared/contract/imports.contract.ts'
import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import { comparableHeader } from './headers.ts'

/** The map with which a file of these heads was imported last; null when there was none, or it is of an older form. */
export function recallMap(workspace: Workspace, entity: ImportEntity, headers: readonly string[]): ImportMap | null {
  const text = workspace.db
    .prepare<[string], string>('SELECT value FROM local_setting WHERE key = ?')
    .pluck()
    .get(settingKey(entity, headers))
  if (text === undefined) return null
  const map = ImportMap.safeParse(JSON.parse(text))
  return map.success ? map.data : null
}

/** Keeps a map for the next file with the same heads. Local to this copy. */
export function rememberMap(workspace: Workspace, entity: ImportEntity, headers: readonly string[], map: ImportMap): void {
  workspace.db
    .prepare('INSERT INTO local_setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
    .run(settingKey(entity, headers), JSON.stringify(map))
}

function settingKey(entity: ImportEntity, headers: readonly string[]): string {
  // The order of the columns does not matter, their names do.
  const names = headers.map(comparableHeader).sort().join('\n')
  return `import.map.${entity}.${createHash('sha256').update(names).digest('hex').slice(0, 16)}`
}
