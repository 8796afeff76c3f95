import { derivedId } from '../../db/derived-id.ts'
import type { Records } from '../../db/records.ts'
import type { Id } from '../../db/schema.ts'
import { unitsOfPath } from '../workspace/public.ts'
import type { DemoProduct } from './catalogue.ts'
import { BRANCHES, type DemoRep } from './organisation.ts'

export const RIVALS = ['南方泵业', '凯泉', '格兰富', '威乐'] as const

export interface Headquarters {
  readonly products: readonly Buffer[]
  readonly rivals: readonly Buffer[]
}

/** What the manager enters before anybody sells: the tree, the people, the catalogue, the rivals. */
export function enterHeadquarters(records: Records, firmId: Id, bossId: Id, reps: readonly DemoRep[], catalogue: readonly DemoProduct[]): Headquarters {
  const known = new Set<string>()
  for (const { path } of BRANCHES) {
    let parent: Buffer | null = null
    for (const [position, unit] of unitsOfPath(firmId, path).entries()) {
      const key = unit.id.toString('hex')
      if (!known.has(key)) records.insert('org_unit', { parent_id: parent, name: unit.name, kind: unit.kind, position }, unit.id)
      known.add(key)
      parent = unit.id
    }
  }
  for (const [index, rep] of reps.entries()) {
    records.insert(
      'employee',
      {
        code: `E${String(index + 1).padStart(3, '0')}`,
        name: rep.name,
        role: 'rep',
        org_unit_id: unitsOfPath(firmId, rep.unitPath).at(-1)?.id ?? null,
        manager_id: Buffer.from(bossId),
      },
      employeeId(firmId, rep.name),
    )
  }
  const categories = new Map<string, Buffer>()
  for (const { category } of catalogue) {
    if (!categories.has(category)) categories.set(category, records.insert('product_category', { name: category }, derivedId('product_category', firmId, category)))
  }
  return {
    products: catalogue.map((product) =>
      records.insert('product', {
        code: product.code,
        name: product.name,
        category_id: categories.get(product.category) ?? null,
        unit: product.unit,
        price_minor: product.priceMinor,
        cost_minor: product.costMinor,
        is_active: 1,
      }),
    ),
    rivals: RIVALS.map((name) => records.insert('competitor', { name }, derivedId('competitor', firmId, name))),
  }
}

export function employeeId(firmId: Id, name: string): Buffer {
  return derivedId('employee', firmId, name)
}
