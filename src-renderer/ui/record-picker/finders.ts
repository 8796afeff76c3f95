import type { SearchHit } from '#shared/contract/search.contract.ts'
import { useRpc } from '../rpc/client.ts'

export interface PickChoice {
  readonly id: string
  readonly name: string
  readonly detail: string | null
}

export type Finder = (text: string, signal: AbortSignal) => Promise<readonly PickChoice[]>

const MAX_CHOICES = 20

/** Finds customers, contacts, products, opportunities or orders, best first. */
export function useRecordFinder(entity: SearchHit['entity']): Finder {
  const rpc = useRpc()
  return async (text, signal) => {
    const hits = await rpc.search.find({ text, entities: [entity], limit: MAX_CHOICES }, { signal })
    return hits.map((hit) => ({ id: hit.id, name: hit.title, detail: hit.detail }))
  }
}

/** Finds employees of the firm; those who left only when asked for by name. */
export function useEmployeeFinder(): Finder {
  const rpc = useRpc()
  return async (text, signal) => {
    const employees = await rpc.organisation.employees(text === '' ? { activeOnly: true } : { search: text }, { signal })
    return employees.slice(0, MAX_CHOICES).map((employee) => ({ id: employee.id, name: employee.name, detail: employee.orgUnit?.name ?? null }))
  }
}

/** Finds org units by part of their name, in tree order. */
export function useOrgUnitFinder(): Finder {
  const rpc = useRpc()
  return async (text, signal) => {
    const units = await rpc.organisation.units(undefined, { signal })
    return units.filter((unit) => unit.name.includes(text)).slice(0, 50).map((unit) => ({ id: unit.id, name: unit.name, detail: null }))
  }
}
