import type { CustomerRow } from '#shared/contract/customers.contract.ts'
import type { MessageKey } from '#shared/i18n/index.ts'
import { toMajor } from '#shared/kernel/money.ts'
import type { TableColumn } from '#renderer/ui/data-table/columns.ts'
import type { Format } from '#renderer/ui/format/index.ts'
import { fieldKey, gradeKey, kindKey, lifeCycleKey } from '../customer-labels.ts'

interface Words {
  readonly t: (key: MessageKey, values?: Record<string, unknown>) => string
  readonly format: Pick<Format, 'money' | 'number' | 'date' | 'relativeDay' | 'instant'>
  readonly currency: string
}

/** Declares the columns of the customer list; the order is the one shown until the person changes it. */
export function customerColumns({ t, format, currency }: Words): TableColumn<CustomerRow>[] {
  const text = (key: string, labelKey: MessageKey, width: number, read: (row: CustomerRow) => string | null, isHidden = false): TableColumn<CustomerRow> => ({
    key, label: t(labelKey), width, sortField: key, isHidden, text: (row) => read(row) ?? '',
  })
  const day = (key: 'lastOrderOn' | 'lastContactOn' | 'nextStepOn', labelKey: MessageKey, isHidden = false): TableColumn<CustomerRow> => ({
    key, label: t(labelKey), width: 112, sortField: key, isHidden, text: (row) => (row[key] === null ? '' : format.date(row[key])), copy: (row) => row[key],
  })
  return [
    text('name', fieldKey('name'), 280, (row) => row.name),
    text('grade', fieldKey('grade'), 76, (row) => (row.grade ? t(gradeKey(row.grade)) : null)),
    text('lifeCycle', fieldKey('lifeCycle'), 92, (row) => t(lifeCycleKey(row.lifeCycle))),
    text('ownerId', fieldKey('ownerId'), 112, (row) => row.ownerName),
    {
      key: 'sales12Minor',
      label: t('customers.field.sales12'),
      width: 136,
      align: 'right',
      sortField: 'sales12Minor',
      text: (row) => format.money(row.sales12Minor, currency, 'plain'),
      copy: (row) => toMajor(row.sales12Minor, currency),
      sum: (sums) => format.money(sums['sales12Minor'] ?? null, currency, 'plain'),
    },
    day('nextStepOn', 'customers.field.next-step-on'),
    day('lastContactOn', 'customers.field.last-contact-on'),
    day('lastOrderOn', 'customers.field.last-order-on'),
    text('industry', fieldKey('industry'), 128, (row) => row.industry),
    text('region', fieldKey('region'), 128, (row) => row.region),
    text('phone', fieldKey('phone'), 140, (row) => row.phone),
    text('code', fieldKey('code'), 120, (row) => row.code),
    text('orgUnitId', fieldKey('orgUnitId'), 128, (row) => row.orgUnitName, true),
    text('shortName', fieldKey('shortName'), 128, (row) => row.shortName, true),
    text('kind', fieldKey('kind'), 84, (row) => t(kindKey(row.kind)), true),
    text('source', fieldKey('source'), 112, (row) => row.source, true),
    { key: 'createdAt', label: t('customers.field.created-at'), width: 148, sortField: 'createdAt', isHidden: true, text: (row) => format.instant(row.createdAt) },
    { key: 'updatedAt', label: t('customers.field.updated-at'), width: 148, sortField: 'updatedAt', isHidden: true, text: (row) => format.instant(row.updatedAt) },
  ]
}
