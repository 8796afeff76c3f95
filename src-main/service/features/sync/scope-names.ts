import type { Database } from 'better-sqlite3'
import type { z } from 'zod'
import type { ScopeName } from '#shared/contract/sync-trust.contract.ts'
import { parseScope } from '../../sync/identity/scope.ts'

/** Gives whose eyes a scope is for, in words that people know. */
export function scopeName(db: Database, scope: string): z.infer<typeof ScopeName> {
  const parts = parseScope(scope)
  if (!parts) return { kind: 'whole', name: scope }
  if (!('id' in parts)) return { kind: parts.kind, name: null }
  const table = parts.kind === 'unit' ? 'org_unit' : 'employee'
  return { kind: parts.kind, name: db.prepare<[Buffer], string>(`SELECT name FROM ${table} WHERE id = ?`).pluck().get(parts.id) ?? null }
}
