import type * as z from 'zod'
import type { Employee as EmployeeShape, OrgUnit as OrgUnitShape } from '#shared/contract/organisation.contract.ts'

export type OrgUnit = z.infer<typeof OrgUnitShape>
export type Employee = z.infer<typeof EmployeeShape>

/** Gives the ids of a unit and of everything below it. Edge: needs no order of the units, and survives a circle that a merge made. */
export function inSubtree(units: readonly OrgUnit[], rootId: string): ReadonlySet<string> {
  const found = new Set([rootId])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const unit of units) if (unit.parentId !== null && found.has(unit.parentId)) found.add(unit.id)
  }
  return found
}

/** Gives the units that may be the parent of one: not itself and nothing below it. */
export function possibleParents(units: readonly OrgUnit[], id: string | null): OrgUnit[] {
  if (id === null) return [...units]
  const below = inSubtree(units, id)
  return units.filter((unit) => !below.has(unit.id))
}

/** Counts the active employees of each unit with everything below it. */
export function headcounts(units: readonly OrgUnit[], employees: readonly Employee[]): ReadonlyMap<string, number> {
  return new Map(
    units.map((unit) => {
      const below = inSubtree(units, unit.id)
      return [unit.id, employees.filter((one) => one.activeTo === null && one.orgUnit !== null && below.has(one.orgUnit.id)).length]
    }),
  )
}
