import type { OrgTree } from '../dimensions.ts'

/** One planned amount; at most one of unit and employee owns it, none means the whole firm. */
export interface TargetRow {
  readonly period: string
  readonly unitId: string | null
  readonly employeeId: string | null
  readonly categoryId: string | null
  readonly productId: string | null
  readonly amountMinor: number
}

/** Whose plan: the firm, a unit with everything below it, or one employee. */
export type PlanNode = { readonly kind: 'firm' } | { readonly kind: 'unit' | 'employee'; readonly id: string }

/**
 * Reads plans out of targets that may be set at any level, without counting any amount twice.
 *
 * Shape   a node's own target for a month stands; without one its plan is the sum of its children's: units, then employees
 *         of the unit. Of one owner a whole amount stands before amounts by category, and those before amounts by product.
 * Edge    null where neither the node nor anything below it has a target. A loop of units is walked once.
 */
export class PlanTree {
  readonly #tree: OrgTree
  readonly #own = new Map<string, { whole: number | null; byCategory: number | null; byProduct: number | null }>()

  constructor(tree: OrgTree, targets: readonly TargetRow[]) {
    this.#tree = tree
    for (const target of targets) {
      const key = ownKey(target.employeeId ?? target.unitId ?? '', target.period)
      const own = this.#own.get(key) ?? { whole: null, byCategory: null, byProduct: null }
      const level = target.productId !== null ? 'byProduct' : target.categoryId !== null ? 'byCategory' : 'whole'
      own[level] = (own[level] ?? 0) + target.amountMinor
      this.#own.set(key, own)
    }
  }

  planOf(node: PlanNode, month: string): number | null {
    return this.#planOf(node, month, new Set())
  }

  #planOf(node: PlanNode, month: string, walked: Set<string>): number | null {
    const id = node.kind === 'firm' ? '' : node.id
    if (walked.has(id)) return null
    walked.add(id)
    const own = this.#own.get(ownKey(id, month))
    const amount = own?.whole ?? own?.byCategory ?? own?.byProduct ?? null
    if (amount !== null || node.kind === 'employee') return amount
    let total: number | null = null
    for (const child of this.#childrenOf(node)) {
      const plan = this.#planOf(child, month, walked)
      if (plan !== null) total = (total ?? 0) + plan
    }
    return total
  }

  #childrenOf(node: PlanNode): PlanNode[] {
    const known = new Set(this.#tree.units.map((unit) => unit.id))
    const parentId = node.kind === 'unit' ? node.id : null
    // Whose unit is not in this copy hangs directly under the firm, or it would be counted nowhere.
    const isUnder = (id: string | null): boolean => (parentId === null ? id === null || !known.has(id) : id === parentId)
    return [
      ...this.#tree.units.filter((unit) => isUnder(unit.parentId)).map((unit) => ({ kind: 'unit' as const, id: unit.id })),
      ...this.#tree.employees.filter((employee) => isUnder(employee.unitId)).map((employee) => ({ kind: 'employee' as const, id: employee.id })),
    ]
  }
}

function ownKey(owner: string, month: string): string {
  return `${owner}|${month}`
}
