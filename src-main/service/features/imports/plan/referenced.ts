import { comparableName } from '../parse/names.ts'
import type { ParsedRow } from '../parsed-row.ts'
import { problem } from '../problem.ts'
import type { Ref } from '../references.ts'
import type { Values } from '../write-set.ts'
import type { ImportContext } from './import-context.ts'

/** Finding the records that a row refers to, or planning them where the map allows it. Null: none named, or the row is rejected. */

/** The customer that `customer.code` or `customer.name` names; a new one takes what the row says about it. */
export function customerOf(context: ImportContext, row: ParsedRow): Ref | null {
  const code = row.text('customer.code')
  const name = row.text('customer.name')
  const text = code ?? name
  if (text === null) return null
  const index = context.index('customer')
  const lookup = code === null ? index.byName(text) : index.byCode(code)
  if (lookup.kind === 'found') return lookup.ref
  const field = code === null ? 'customer.name' : 'customer.code'
  if (lookup.kind !== 'unknown' || !context.mayCreate('customer')) return context.refuseReference(row, field, 'customer', text, lookup)
  const id = context.newId('customer', ...codeElseName(code, text))
  return context.addNamed('customer', id, code, name ?? text, {
    code,
    name: name ?? text,
    kind: 'firm',
    life_cycle: context.request.entity === 'orders' ? 'won' : 'potential',
    owner_id: context.defaultOwner,
    ...filled({
      industry: row.text('customer.industry'),
      region: row.text('customer.region'),
      address: row.text('customer.address'),
      phone: row.text('customer.phone'),
      grade: row.text('customer.grade'),
    }),
  })
}

/** The product that `product.code` or `product.name` names; a new one without a name takes the line's description. */
export function productOf(context: ImportContext, row: ParsedRow): Ref | null {
  const code = row.text('product.code')
  const name = row.text('product.name')
  const text = code ?? name
  if (text === null) return null
  const index = context.index('product')
  const lookup = code === null ? index.byName(text) : index.byCode(code)
  if (lookup.kind === 'found') {
    if (context.namelessProducts.has(lookup.ref)) completeName(context, lookup.ref, name ?? row.text('line.description'))
    return lookup.ref
  }
  const field = code === null ? 'product.name' : 'product.code'
  if (lookup.kind !== 'unknown' || !context.mayCreate('product')) return context.refuseReference(row, field, 'product', text, lookup)
  const id = context.newId('product', ...codeElseName(code, text))
  const fullName = name ?? row.text('line.description') ?? text
  const ref = context.addNamed('product', id, code, fullName, {
    code,
    name: fullName.slice(0, 200),
    is_active: 1,
    category_id: categoryOf(context, row.text('product.category')),
    ...filled({ unit: row.text('product.unit'), price_minor: row.amount('product.price'), cost_minor: row.amount('product.cost') }),
  })
  if (fullName === code) context.namelessProducts.add(ref)
  return ref
}

/** A product that this import made with its code only gets the first name that a later line has for it. */
function completeName(context: ImportContext, ref: Ref, name: string | null): void {
  if (name === null) return
  context.writes.set('product', ref.id, { name: name.slice(0, 200) })
  context.namelessProducts.delete(ref)
}

export function employeeOf(context: ImportContext, row: ParsedRow, field: string, roleOfNew: 'rep' | 'manager' = 'rep'): Ref | null {
  const text = row.text(field)
  if (text === null) return null
  const lookup = context.index('employee').byEither(text)
  if (lookup.kind === 'found') return lookup.ref
  if (lookup.kind !== 'unknown' || !context.mayCreate('employee')) return context.refuseReference(row, field, 'employee', text, lookup)
  return context.addNamed('employee', context.newId('employee', text), null, text, { name: text, role: roleOfNew })
}

/** The unit at a path of names; missing ones are made level by level where the map allows it. */
export function unitOf(context: ImportContext, row: ParsedRow, field: string): Ref | null {
  const text = row.text(field)
  if (text === null) return null
  const lookup = context.units.find(text)
  if (lookup.kind === 'found') return lookup.ref
  if (lookup.kind !== 'unknown' || !context.mayCreate('org_unit')) return context.refuseReference(row, field, 'org_unit', text, lookup)
  let parent: Ref | null = null
  const names: string[] = []
  for (const name of text.split('/').map((part) => part.trim()).filter((part) => part !== '')) {
    names.push(name)
    const path = names.join('/')
    const found = context.units.atPath(path)
    if (found !== undefined) {
      parent = found
      continue
    }
    const id = context.newId('org_unit', path)
    context.writes.insert('org_unit', id, { parent_id: parent?.id ?? null, name, kind: names.length === 1 ? 'region' : 'branch', position: 0 })
    parent = { id }
    context.units.add(parent, path)
  }
  return parent
}

/** A new name makes a new category, as it does on the product page. */
export function categoryOf(context: ImportContext, name: string | null): Buffer | null {
  if (name === null) return null
  const lookup = context.index('product_category').byName(name)
  if (lookup.kind === 'found') return lookup.ref.id
  return context.addNamed('product_category', context.newId('product_category', name), null, name, { name }).id
}

export function competitorOf(context: ImportContext, row: ParsedRow, field: string): Ref | null {
  const name = row.text(field)
  if (name === null) return null
  const lookup = context.index('competitor').byName(name)
  if (lookup.kind === 'found') return lookup.ref
  if (lookup.kind !== 'unknown' || !context.mayCreate('competitor')) return context.refuseReference(row, field, 'competitor', name, lookup)
  return context.addNamed('competitor', context.newId('competitor', name), null, name, { name })
}

/** The natural key of a record that has a code, or only a name. */
export function codeElseName(code: string | null, name: string): [string, string] {
  return code === null ? ['name', comparableName(name)] : ['code', code]
}

/** Leaves out what is null: an empty cell keeps the old value. */
export function filled(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}

/** Rejects a row for an empty cell that it needs. */
export function missing(context: ImportContext, row: ParsedRow, field: string): null {
  context.log.reject(row.number, row.header(field), problem('required', { field: row.header(field) ?? field }))
  return null
}

/** The customer that a row must name. */
export function requiredCustomer(context: ImportContext, row: ParsedRow): Ref | null {
  if (row.text('customer.code') === null && row.text('customer.name') === null) return missing(context, row, 'customer.name')
  return customerOf(context, row)
}
