import type { Database } from 'better-sqlite3'
import { countKeys, KEY_KIND } from './facts/keys.ts'
import { remembered } from './memory.ts'
import type { AnalysisMemory } from './memory.ts'

/** A record as results name it: by its number (code), else its name. */
export interface Named {
  readonly id: string
  readonly code: string | null
  readonly name: string
}

export interface OrgTree {
  readonly units: readonly (Named & { readonly parentId: string | null; readonly position: number })[]
  readonly employees: readonly (Named & { readonly unitId: string | null })[]
}

/** Gives the organisation; small, so always whole. */
export function orgTree(db: Database, memory: AnalysisMemory): OrgTree {
  return remembered(memory, 'org', () => ({
    units: rows<OrgTree['units'][number]>(db, 'SELECT hex(id) id, code, name, hex(parent_id) parentId, position FROM org_unit ORDER BY position, id'),
    employees: rows<OrgTree['employees'][number]>(db, 'SELECT hex(id) id, code, name, hex(org_unit_id) unitId FROM employee ORDER BY id'),
  }))
}

/** Gives a unit and everything below it. Edge: a loop of parents, which concurrent edits can make, is walked once. */
export function subtree(tree: OrgTree, unitId: string): Set<string> {
  const found = new Set([unitId])
  for (const id of found) {
    for (const unit of tree.units) if (unit.parentId === id) found.add(unit.id)
  }
  return found
}

/** Gives the number of each employee that occurs in sales, by id. */
export function numbersOf(db: Database, memory: AnalysisMemory, kind: 'employee' | 'product'): ReadonlyMap<string, number> {
  return remembered(
    memory,
    `numbers-${kind}`,
    () => new Map(rows<{ id: string; n: number }>(db, `SELECT hex(id) id, n FROM fact_key WHERE kind = ${String(KEY_KIND[kind])}`).map(({ id, n }) => [id, n])),
  )
}

export function sizeOf(db: Database, memory: AnalysisMemory, kind: keyof typeof KEY_KIND): number {
  return remembered(memory, `size-${kind}`, () => countKeys(db, kind))
}

/** Gives the ids of customers that occur in sales, by number, as hex digits: `uuidOf` makes the few that are shown canonical. */
export function customerHexIds(db: Database, memory: AnalysisMemory): readonly string[] {
  return remembered(memory, 'customer-ids', () => {
    const ids: string[] = []
    // In the order of the table, not of the numbers: that reads it once from end to end.
    for (const [n, id] of db.prepare('SELECT n, hex(id) FROM fact_key WHERE kind = ?').raw(true).iterate(KEY_KIND.customer) as IterableIterator<[number, string]>) ids[n] = id
    return ids
  })
}

export interface CustomerTraits {
  readonly region: readonly (string | null)[]
  readonly grade: readonly (string | null)[]
}

/** Gives region and grade of customers that occur in sales, by number; null for both when the customer is gone. */
export function customerTraits(db: Database, memory: AnalysisMemory): CustomerTraits {
  return remembered(memory, 'customer-traits', () => {
    const size = sizeOf(db, memory, 'customer')
    const region = new Array<string | null>(size).fill(null)
    const grade = new Array<string | null>(size).fill(null)
    const found = db.prepare('SELECT k.n, c.region, c.grade FROM fact_key k JOIN customer c ON c.id = k.id WHERE k.kind = ?').raw(true)
    for (const [n, ofRegion, ofGrade] of found.iterate(KEY_KIND.customer) as IterableIterator<[number, string | null, string | null]>) {
      region[n] = ofRegion
      grade[n] = ofGrade
    }
    return { region, grade }
  })
}

interface CustomerName {
  readonly code: string | null
  readonly name: string | null
}

/** Gives code and name of one customer after the other, each read once per revision. Edge: a customer that is gone has neither. */
export function customerNamer(db: Database, memory: AnalysisMemory): (hexId: string) => CustomerName {
  const known = remembered(memory, 'customer-names', () => new Map<string, CustomerName>())
  const find = db.prepare<[string], CustomerName>('SELECT code, name FROM customer WHERE id = unhex(?)')
  return (hexId) => {
    const found = known.get(hexId) ?? find.get(hexId) ?? { code: null, name: null }
    known.set(hexId, found)
    return found
  }
}

export interface ProductDimension extends Named {
  readonly categoryId: string | null
}

/** Gives the products that occur in sales, by number; null where the product is gone. */
export function productsByNumber(db: Database, memory: AnalysisMemory): readonly (ProductDimension | null)[] {
  return remembered(memory, 'products', () =>
    rows<{ id: string; code: string | null; name: string | null; categoryId: string | null }>(
      db,
      `SELECT hex(k.id) id, p.code, p.name, hex(p.category_id) categoryId FROM fact_key k LEFT JOIN product p ON p.id = k.id
       WHERE k.kind = ${String(KEY_KIND.product)} ORDER BY k.n`,
    ).map((row) => (row.name === null ? null : { ...row, name: row.name })),
  )
}

export function categories(db: Database, memory: AnalysisMemory): readonly { readonly id: string; readonly parentId: string | null; readonly name: string }[] {
  return remembered(memory, 'categories', () => rows(db, 'SELECT hex(id) id, hex(parent_id) parentId, name FROM product_category ORDER BY id'))
}

/** Gives categories and all below them. Edge: a loop of parents is walked once. */
export function withSubcategories({ db, memory }: { readonly db: Database; readonly memory: AnalysisMemory }, wanted: readonly string[]): Set<string> {
  const inside = new Set(wanted)
  for (const id of inside) for (const category of categories(db, memory)) if (category.parentId === id) inside.add(category.id)
  return inside
}

/** Gives the canonical text of an id from its hex digits; null from none. */
export function uuidOf(hex: string | null): string | null {
  if (hex === null || hex === '') return null
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`.toLowerCase()
}

/** Reads rows; columns whose name is `id` or ends in Id are ids in hex and become canonical text. */
function rows<T>(db: Database, text: string): T[] {
  return (db.prepare(text).all() as Record<string, unknown>[]).map((row) => {
    for (const [key, value] of Object.entries(row)) {
      if (key === 'id' || key.endsWith('Id')) row[key] = uuidOf(value as string | null)
    }
    return row as T
  })
}
