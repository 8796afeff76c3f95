import type * as z from 'zod'
import type { ImportEntity, ImportField } from '#shared/contract/imports.contract.ts'
import { FIELDS, REQUIRED } from './fields/catalogue.ts'
import type { FieldSpec } from './fields/field-spec.ts'
import { fieldTitles } from './fields/titles.ts'

type Described = z.infer<typeof ImportField>

const KINDS: Readonly<Record<FieldSpec['kind'], Described['kind']>> = {
  text: 'text', currency: 'text', count: 'number', quantity: 'number', price: 'money', money: 'money', percent: 'percent',
  date: 'date', month: 'month', choice: 'choice', reference: 'reference',
}

/** The fields that a file of an entity may have, in the order of exports. Required: no other field can stand for it. */
export function describeFields(entity: ImportEntity): Described[] {
  const required = new Set(REQUIRED[entity].flatMap((group) => (group.length === 1 ? group : [])))
  return FIELDS[entity].map((field) => ({
    name: field.name,
    isRequired: required.has(field.name),
    kind: KINDS[field.kind],
    synonyms: [...fieldTitles(field.name), ...field.synonyms],
  }))
}
