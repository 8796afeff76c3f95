import type { AnalysisContext } from '../context.ts'
import { categories, customerHexIds, customerNamer, customerTraits, orgTree, productsByNumber, sizeOf, uuidOf } from '../dimensions.ts'
import { KEY_KIND, textsByNumber } from '../facts/keys.ts'
import { netByGroup, sumByGroup } from '../facts/scan.ts'
import type { GroupKind } from '../facts/scan.ts'
import { remembered } from '../memory.ts'
import type { Period } from '../rules/period.ts'
import type { Scope } from '../scope.ts'
import type { ContributionRow } from './model.ts'

export const dimensions = ['customer', 'product', 'category', 'region', 'employee', 'channel'] as const
export type Dimension = (typeof dimensions)[number]

const GROUP_OF: Readonly<Record<Dimension, GroupKind>> = {
  customer: 'customer',
  product: 'product',
  category: 'product',
  region: 'customer',
  employee: 'employee',
  channel: 'channel',
}

/** What a row's id means to a person: number and name, and the value that a drill-down filters by. */
export interface ItemLabel {
  readonly item: string | null
  readonly name: string | null
  readonly drill: string | null
}

export interface ContributionRows {
  readonly rows: readonly ContributionRow[]
  readonly lines: number
  readonly labelOf: (id: string) => ItemLabel
}

/**
 * Gives sales by one dimension, in the period and in the one compared with.
 *
 * Shape   one row per item with a line in either period; lines without the dimension are one item with id "".
 */
export function contributionRows(context: AnalysisContext, scope: Scope, by: Dimension, before: Period | null): ContributionRows {
  const { db, memory } = context
  const group = GROUP_OF[by]
  const size = sizeOf(db, memory, group)
  const sums = sumByGroup(memory.facts, scope.filter, group, size)
  const previous = before ? netByGroup(memory.facts, { ...scope.filter, ...before }, group, size) : new Float64Array(size + 1)
  const idOf = idsBySlot(context, by)
  const byId = new Map<string, { -readonly [Key in keyof ContributionRow]: ContributionRow[Key] }>()
  let lines = 0
  for (let slot = 0; slot <= size; slot++) {
    const count = sums.lines[slot] ?? 0
    const previousMinor = previous[slot] ?? 0
    if (count === 0 && previousMinor === 0) continue
    lines += count
    const id = idOf(slot)
    const grossMinor = sums.gross[slot] ?? 0
    const returnsMinor = sums.returns[slot] ?? 0
    const marginMinor = (sums.costless[slot] ?? 0) > 0 ? null : grossMinor - returnsMinor - (sums.cost[slot] ?? 0)
    const row = byId.get(id)
    if (!row) {
      byId.set(id, { id, grossMinor, returnsMinor, marginMinor, previousMinor })
      continue
    }
    row.grossMinor += grossMinor
    row.returnsMinor += returnsMinor
    row.marginMinor = row.marginMinor === null || marginMinor === null ? null : row.marginMinor + marginMinor
    row.previousMinor += previousMinor
  }
  return { rows: [...byId.values()], lines, labelOf: labels(context, by) }
}

/** Gives the item's id for a slot of the sums: slot 0 is "no such thing". */
function idsBySlot(context: AnalysisContext, by: Dimension): (slot: number) => string {
  const { db, memory } = context
  switch (by) {
    case 'customer': {
      const ids = customerHexIds(db, memory)
      return (slot) => (slot === 0 ? '' : (ids[slot - 1] ?? ''))
    }
    case 'region': {
      const { region } = customerTraits(db, memory)
      return (slot) => (slot === 0 ? '' : (region[slot - 1] ?? ''))
    }
    case 'product':
    case 'employee': {
      const ids = remembered(
        memory,
        `hex-${by}`,
        () => db.prepare('SELECT hex(id) FROM fact_key WHERE kind = ? ORDER BY n').pluck().all(KEY_KIND[by]) as string[],
      )
      return (slot) => (slot === 0 ? '' : (ids[slot - 1] ?? ''))
    }
    case 'category': {
      const products = productsByNumber(db, memory)
      return (slot) => (slot === 0 ? '' : (products[slot - 1]?.categoryId ?? ''))
    }
    case 'channel': {
      const texts = textsByNumber(db, 'channel')
      return (slot) => (slot === 0 ? '' : (texts[slot - 1] ?? ''))
    }
  }
}

function labels(context: AnalysisContext, by: Dimension): (id: string) => ItemLabel {
  const { db, memory } = context
  const none: ItemLabel = { item: null, name: null, drill: null }
  switch (by) {
    case 'customer': {
      const nameOf = customerNamer(db, memory)
      return (id) => (id === '' ? none : named(uuidOf(id), nameOf(id)))
    }
    case 'product': {
      const byId = new Map(productsByNumber(db, memory).flatMap((product) => (product ? [[product.id, product] as const] : [])))
      return (id) => (id === '' ? none : named(uuidOf(id), byId.get(uuidOf(id) ?? '')))
    }
    case 'employee': {
      const byId = new Map(orgTree(db, memory).employees.map((employee) => [employee.id, employee]))
      return (id) => (id === '' ? none : named(uuidOf(id), byId.get(uuidOf(id) ?? '')))
    }
    case 'category': {
      const byId = new Map(categories(db, memory).map((category) => [category.id, category.name]))
      return (id) => (id === '' ? none : { item: byId.get(id) ?? id, name: byId.get(id) ?? null, drill: id })
    }
    case 'region':
    case 'channel':
      return (id) => (id === '' ? none : { item: id, name: id, drill: id })
  }
}

function named(id: string | null, record: { readonly code: string | null; readonly name: string | null } | undefined): ItemLabel {
  return { item: record?.code ?? record?.name ?? id, name: record?.name ?? null, drill: id }
}
