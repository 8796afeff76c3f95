import type { Database } from 'better-sqlite3'

export interface NamedEmployee {
  readonly id: Buffer
  readonly role: string
  readonly unit: Buffer | null
}

/** Gives the employee of a name, the first one entered of several; null when there is none. */
export function employeeNamed(db: Database, name: string): NamedEmployee | null {
  return db.prepare<[string], NamedEmployee>('SELECT id, role, org_unit_id AS unit FROM employee WHERE name = ? ORDER BY id LIMIT 1').get(name) ?? null
}
