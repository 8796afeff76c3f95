import type { ParsedRow } from '../parsed-row.ts'
import type { Lookup } from '../references.ts'
import type { SqlValue } from '../write-set.ts'
import { linkContact } from './contacts.ts'
import type { ImportContext } from './import-context.ts'
import type { RecordSpec } from './record-spec.ts'
import { categoryOf, codeElseName, employeeOf, filled, missing, unitOf } from './referenced.ts'

export const CUSTOMERS: RecordSpec = {
  table: 'customer',
  columns: {
    'customer.code': 'code', 'customer.name': 'name', 'customer.short_name': 'short_name', 'customer.former_name': 'former_name',
    'customer.credit_code': 'credit_code', 'customer.kind': 'kind', 'customer.industry': 'industry', 'customer.region': 'region',
    'customer.address': 'address', 'customer.phone': 'phone', 'customer.website': 'website', 'customer.grade': 'grade', 'customer.source': 'source',
    'customer.life_cycle': 'life_cycle', 'customer.preferred_channel': 'preferred_channel', 'customer.credit_limit': 'credit_limit_minor',
    'customer.credit_days': 'credit_days', 'customer.note': 'note',
  },
  references: (context, row) =>
    filled({
      owner_id: employeeOf(context, row, 'customer.owner')?.id ?? null,
      org_unit_id: unitOf(context, row, 'customer.unit')?.id ?? null,
    }),
  ownerField: 'customer.owner',
  late: { field: 'customer.parent', column: 'parent_id', find: parentOf },
  find: (context, row) => byCodeElseName(context, row, 'customer'),
  complete(context, row, values) {
    const name = values['name'] ?? values['code'] ?? null
    if (name === null) return missing(context, row, 'customer.name')
    return { kind: 'firm', life_cycle: 'potential', owner_id: context.defaultOwner, ...values, name }
  },
  key: (_, __, values) => codeElseName(textOf(values['code']), textOf(values['name']) ?? ''),
  remember: (context, ref, values) => context.index('customer').add(ref, textOf(values['code']), textOf(values['name']) ?? ''),
  after: (context, row, ref) => row.text('contact.name') !== null && linkContact(context, row, ref),
}

export const PRODUCTS: RecordSpec = {
  table: 'product',
  columns: {
    'product.code': 'code', 'product.name': 'name', 'product.unit': 'unit', 'product.price': 'price_minor', 'product.cost': 'cost_minor',
    'product.is_active': 'is_active', 'product.note': 'note',
  },
  references: (context, row) => filled({ category_id: categoryOf(context, row.text('product.category')) }),
  find: (context, row) => byCodeElseName(context, row, 'product'),
  complete(context, row, values) {
    const name = values['name'] ?? values['code'] ?? null
    return name === null ? missing(context, row, 'product.name') : { is_active: 1, ...values, name }
  },
  key: (_, __, values) => codeElseName(textOf(values['code']), textOf(values['name']) ?? ''),
  remember: (context, ref, values) => context.index('product').add(ref, textOf(values['code']), textOf(values['name']) ?? ''),
}

export const EMPLOYEES: RecordSpec = {
  table: 'employee',
  columns: {
    'employee.code': 'code', 'employee.name': 'name', 'employee.role': 'role', 'employee.phone': 'phone', 'employee.mail': 'mail',
    'employee.active_from': 'active_from', 'employee.active_to': 'active_to',
  },
  references: (context, row) => filled({ org_unit_id: unitOf(context, row, 'employee.unit')?.id ?? null }),
  late: { field: 'employee.manager', column: 'manager_id', find: (context, row) => employeeOf(context, row, 'employee.manager', 'manager') },
  find: (context, row) => byCodeElseName(context, row, 'employee'),
  complete(context, row, values) {
    return values['name'] === undefined ? missing(context, row, 'employee.name') : { role: 'rep', ...values }
  },
  // By the name alone: a colleague who founds his own copy is the same employee there.
  key: (_, __, values) => [textOf(values['name'])],
  remember: (context, ref, values) => context.index('employee').add(ref, textOf(values['code']), textOf(values['name']) ?? ''),
}

function parentOf(context: ImportContext, row: ParsedRow): { readonly id: Buffer } | null {
  const text = row.text('customer.parent') ?? ''
  const lookup = context.index('customer').byEither(text)
  if (lookup.kind === 'found') return lookup.ref
  if (lookup.kind !== 'unknown' || !context.mayCreate('customer')) return context.refuseReference(row, 'customer.parent', 'customer', text, lookup)
  return context.addNamed('customer', context.newId('customer', ...codeElseName(null, text)), null, text, { name: text, kind: 'firm', life_cycle: 'potential', owner_id: context.defaultOwner })
}

/** By code when the row has one; a record that has no code yet is also found by its name, and gets the code. */
function byCodeElseName(context: ImportContext, row: ParsedRow, entity: 'customer' | 'product' | 'employee'): Lookup {
  const code = row.text(`${entity}.code`)
  const name = row.text(`${entity}.name`)
  const index = context.index(entity)
  if (code !== null) {
    const byCode = index.byCode(code)
    if (byCode.kind !== 'unknown' || name === null) return byCode
    const byName = index.byName(name)
    return byName.kind === 'found' && codeOf(context, entity, byName.ref.id) === null ? byName : { kind: 'unknown' }
  }
  return name === null ? { kind: 'unknown' } : index.byName(name)
}

function codeOf(context: ImportContext, entity: 'customer' | 'product' | 'employee', id: Buffer): SqlValue {
  const record = context.writes.inserted(entity, id) ?? context.existing(entity, id)
  const code = record?.['code']
  return typeof code === 'string' ? code : null
}

export function textOf(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}
