import type { Workspace } from '../../db/workspace.ts'

/** Whose work a person sees on the workbench: a JSON array of hex ids for `json_each`, or null for everybody's. */
export type Scope = string | null

/**
 * Gives whom the workbench is about: a representative himself; who leads, the people of his unit's subtree, or everybody when he has no unit.
 */
export function scopeOf({ db, actor }: Workspace): Scope {
  const me = Buffer.from(actor.employeeId).toString('hex')
  if (actor.role === 'rep') return JSON.stringify([me])
  const unit = db.prepare<[Uint8Array], Buffer | null>('SELECT org_unit_id FROM employee WHERE id = ?').pluck().get(actor.employeeId)
  if (!unit) return null
  const people = db
    .prepare<[Buffer], string>(
      `WITH RECURSIVE tree(id) AS (SELECT ? UNION SELECT u.id FROM org_unit u JOIN tree t ON u.parent_id = t.id)
       SELECT lower(hex(e.id)) FROM employee e JOIN tree t ON e.org_unit_id = t.id`,
    )
    .pluck()
    .all(unit)
  return JSON.stringify([...new Set([...people, me])])
}

/** SQL that is true for rows whose employee is in the scope; `@scope` is the parameter. */
export function inScope(column: string): string {
  return `(@scope IS NULL OR ${column} IN (SELECT unhex(value) FROM json_each(@scope)))`
}
