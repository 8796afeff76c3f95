import type { MessageKey } from '#shared/i18n/index.ts'
import type { FilterField } from '#renderer/ui/filter-bar/index.ts'
import type { Finder } from '#renderer/ui/record-picker/index.ts'
import { fieldKey, gradeChoices, kindChoices, lifeCycleChoices, type Choice } from '../customer-labels.ts'

interface Words {
  readonly t: (key: MessageKey) => string
  readonly currency: string
  readonly findEmployee: Finder
  readonly findOrgUnit: Finder
}

/** Declares by what the customer list can be filtered, the usual questions first. */
export function customerFilters({ t, currency, findEmployee, findOrgUnit }: Words): FilterField[] {
  const options = (choices: readonly Choice<string>[]) => choices.map(({ value, labelKey }) => ({ value, label: t(labelKey) }))
  const text = (key: 'name' | 'industry' | 'region' | 'source' | 'phone' | 'code' | 'shortName'): FilterField => ({ key, label: t(fieldKey(key)), kind: 'text' })
  return [
    { key: 'grade', label: t(fieldKey('grade')), kind: 'choice', options: options(gradeChoices) },
    { key: 'lifeCycle', label: t(fieldKey('lifeCycle')), kind: 'choice', options: options(lifeCycleChoices) },
    { key: 'ownerId', label: t(fieldKey('ownerId')), kind: 'record', find: findEmployee },
    { key: 'orgUnitId', label: t(fieldKey('orgUnitId')), kind: 'record', find: findOrgUnit },
    { key: 'sales12Minor', label: t('customers.field.sales12'), kind: 'money', currency },
    { key: 'lastContactOn', label: t('customers.field.last-contact-on'), kind: 'date' },
    { key: 'nextStepOn', label: t('customers.field.next-step-on'), kind: 'date' },
    { key: 'lastOrderOn', label: t('customers.field.last-order-on'), kind: 'date' },
    text('region'),
    text('industry'),
    text('source'),
    text('name'),
    text('shortName'),
    text('code'),
    text('phone'),
    { key: 'kind', label: t(fieldKey('kind')), kind: 'choice', options: options(kindChoices) },
  ]
}
