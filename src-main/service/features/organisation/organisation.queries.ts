import type { z } from 'zod'
import type { CalendarDay, Employee, OrgUnit, Target } from '#shared/contract/organisation.contract.ts'
import { Role } from '#shared/contract/workspace.contract.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'

type Unit = z.infer<typeof OrgUnit>
type Person = z.infer<typeof Employee>
type Goal = z.infer<typeof Target>

/** Gives the tree of org units, parents before children, brothers by their position and name. Edge: a unit whose parent is not here stands at the top. */
export function listUnits({ db }: Workspace): Unit[] {
  return db
    .prepare<[], { id: Buffer; parentId: Buffer | null; name: string; depth: number }>(
      `WITH RECURSIVE tree(id, parentId, name, depth, path) AS (
         SELECT id, NULL, name, 0, printf('%06d', position) || name || hex(id) FROM org_unit
          WHERE parent_id IS NULL OR parent_id NOT IN (SELECT id FROM org_unit)
         UNION ALL
         SELECT u.id, u.parent_id, u.name, t.depth + 1, t.path || '/' || printf('%06d', u.position) || u.name || hex(u.id)
           FROM org_unit u JOIN tree t ON u.parent_id = t.id WHERE t.depth < 50)
       SELECT id, parentId, name, depth FROM tree ORDER BY path`,
    )
    .all()
    .map((unit) => ({ ...unit, id: idText(unit.id), parentId: idText(unit.parentId) }))
}

interface StoredPerson extends Omit<Person, 'id' | 'role' | 'orgUnit' | 'manager'> {
  readonly id: Buffer
  readonly role: string
  readonly unitId: Buffer | null
  readonly unit: string | null
  readonly managerId: Buffer | null
  readonly manager: string | null
}

/** Gives the people of the firm by name. `activeOnly` leaves out who does not work here today. */
export function listEmployees({ db, clock }: Workspace, { search = '', activeOnly }: { readonly search?: string | undefined; readonly activeOnly: boolean }): Person[] {
  const today = clock.today()
  return db
    .prepare<[string, number, string, string], StoredPerson>(
      `SELECT e.id, e.code, e.name, e.role, e.phone, e.mail, e.active_from AS activeFrom, e.active_to AS activeTo,
         u.id AS unitId, u.name AS unit, m.id AS managerId, m.name AS manager
       FROM employee e LEFT JOIN org_unit u ON u.id = e.org_unit_id LEFT JOIN employee m ON m.id = e.manager_id
       WHERE instr(lower(e.name || char(1) || coalesce(e.code, '')), lower(?)) > 0
         AND (? = 0 OR (coalesce(e.active_from, '') <= ? AND coalesce(e.active_to, '9999') >= ?))
       ORDER BY e.name, e.id`,
    )
    .all(search.trim(), activeOnly ? 1 : 0, today, today)
    .map(({ unitId, unit, managerId, manager, ...person }) => ({
      ...person,
      id: idText(person.id),
      // a role that only a newer version knows may do what a representative may
      role: Role.safeParse(person.role).data ?? 'rep',
      orgUnit: refOf(unitId, unit),
      manager: refOf(managerId, manager),
    }))
}

/** Gives the exceptions to Monday-Friday of one year, by day. */
export function listCalendar({ db }: Workspace, year: number): z.infer<typeof CalendarDay>[] {
  return db
    .prepare<[string, string], { day: string; kind: string; name: string | null }>(
      'SELECT day, kind, name FROM calendar_day WHERE day BETWEEN ? AND ? ORDER BY day',
    )
    .all(`${String(year)}-01-01`, `${String(year)}-12-31`)
    .map((day) => ({ ...day, kind: day.kind === 'work' ? 'work' : 'rest' }))
}

interface StoredTarget {
  readonly id: Buffer
  readonly period: string
  readonly amountMinor: number
  readonly unitId: Buffer | null
  readonly unit: string | null
  readonly employeeId: Buffer | null
  readonly employee: string | null
  readonly categoryId: Buffer | null
  readonly category: string | null
  readonly productId: Buffer | null
  readonly product: string | null
}

/** Gives the targets of one calendar year, by period. */
export function listTargets({ db }: Workspace, year: number): Goal[] {
  return db
    .prepare<[string, string], StoredTarget>(
      `SELECT t.id, t.period, t.amount_minor AS amountMinor, u.id AS unitId, u.name AS unit, e.id AS employeeId, e.name AS employee,
         c.id AS categoryId, c.name AS category, p.id AS productId, p.name AS product
       FROM target t LEFT JOIN org_unit u ON u.id = t.org_unit_id LEFT JOIN employee e ON e.id = t.employee_id
       LEFT JOIN product_category c ON c.id = t.category_id LEFT JOIN product p ON p.id = t.product_id
       WHERE t.period BETWEEN ? AND ? ORDER BY t.period, u.name, e.name, t.id`,
    )
    .all(`${String(year)}-01`, `${String(year)}-12`)
    .map((row) => ({
      id: idText(row.id),
      period: row.period,
      amountMinor: row.amountMinor,
      orgUnit: refOf(row.unitId, row.unit),
      employee: refOf(row.employeeId, row.employee),
      category: refOf(row.categoryId, row.category),
      product: refOf(row.productId, row.product),
    }))
}

function refOf(id: Buffer | null, name: string | null): { id: string; name: string } | null {
  return id === null ? null : { id: idText(id), name: name ?? '' }
}
