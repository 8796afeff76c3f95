import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuse } from '../../refusal.ts'
import { activityIds } from '../activities/public.ts'
import { customerIds } from '../customers/public.ts'
import type { ListSelection } from '../lists/public.ts'
import { opportunityIds } from '../opportunities/public.ts'
import { orderIds } from '../orders/public.ts'
import { productIds } from '../products/public.ts'
import { EXPORT_QUERIES } from './export-queries.ts'

/** The lists of the window: what they show can be exported as it is seen. */
const LISTS: Readonly<Partial<Record<ImportEntity, (workspace: Workspace, selection: ListSelection) => Buffer[]>>> = {
  activities: activityIds,
  customers: customerIds,
  opportunities: opportunityIds,
  orders: orderIds,
  products: productIds,
}

/** Gives the ids to export, in their order. Errors: `filter-unsupported` for a selection where there is no list. */
export function selectedIds(workspace: Workspace, entity: ImportEntity, { search, filter, sort }: ListSelection): Buffer[] {
  const list = LISTS[entity]
  const isSelected = (search ?? '') !== '' || filter !== undefined || (sort ?? []).length > 0
  if (isSelected) return list ? list(workspace, { search, filter, sort }) : refuse('filter-unsupported', { entity })
  return workspace.db.prepare<[], Buffer>(EXPORT_QUERIES[entity].all).pluck().all()
}
