import type { OrderRow } from '#shared/contract/orders.contract.ts'
import type { MessageKey } from '#shared/i18n/index.ts'
import { toMajor } from '#shared/kernel/money.ts'
import type { TableColumn } from '#renderer/ui/data-table/index.ts'
import type { FilterField } from '#renderer/ui/filter-bar/index.ts'
import type { Format } from '#renderer/ui/format/index.ts'
import type { Finder } from '#renderer/ui/record-picker/index.ts'
import { orderKindKey } from '../order-labels.ts'

interface Words {
  readonly t: (key: MessageKey) => string
  readonly format: Pick<Format, 'money' | 'number' | 'date'>
  /** Currency of the firm, in which the net sum is. */
  readonly currency: string
}

/** Gives what an order adds to sales: a return takes away. */
export function netMinor(row: Pick<OrderRow, 'kind' | 'totalMinor'>): number {
  return row.kind === 'return' && row.totalMinor !== 0 ? -row.totalMinor : row.totalMinor
}

/** Declares the columns of the order list; `hasCustomer` is false in the list of one customer. */
export function orderColumns({ t, format, currency }: Words, hasCustomer = true): TableColumn<OrderRow>[] {
  const customer: TableColumn<OrderRow> = { key: 'customerId', label: t('orders.field.customer'), width: 260, sortField: 'customerId', text: (row) => row.customerName ?? '' }
  return [
    { key: 'number', label: t('orders.field.number'), width: 150, sortField: 'number', text: (row) => row.number },
    { key: 'kind', label: t('orders.field.kind'), width: 76, sortField: 'kind', text: (row) => t(orderKindKey(row.kind)) },
    { key: 'orderedOn', label: t('orders.field.date'), width: 112, sortField: 'orderedOn', text: (row) => format.date(row.orderedOn), copy: (row) => row.orderedOn },
    ...(hasCustomer ? [customer] : []),
    { key: 'employeeId', label: t('orders.field.employee'), width: 110, sortField: 'employeeId', text: (row) => row.employeeName ?? '' },
    { key: 'channel', label: t('orders.field.channel'), width: 110, sortField: 'channel', text: (row) => row.channel ?? '' },
    { key: 'lineCount', label: t('orders.field.lines'), width: 76, align: 'right', text: (row) => format.number(row.lineCount), copy: (row) => row.lineCount },
    {
      key: 'totalMinor',
      label: t('orders.field.total'),
      width: 150,
      align: 'right',
      text: (row) => format.money(netMinor(row), row.currency),
      copy: (row) => toMajor(netMinor(row), row.currency),
      sum: (sums) => format.money(sums['totalMinor'] ?? null, currency),
    },
    { key: 'currency', label: t('orders.field.currency'), width: 80, sortField: 'currency', isHidden: true, text: (row) => row.currency },
  ]
}

/** Declares by what the order list can be filtered. */
export function orderFilters({ t, findCustomer, findEmployee }: { readonly t: Words['t']; readonly findCustomer: Finder; readonly findEmployee: Finder }): FilterField[] {
  const kinds = (['sale', 'return'] as const).map((value) => ({ value, label: t(orderKindKey(value)) }))
  return [
    { key: 'orderedOn', label: t('orders.field.date'), kind: 'date' },
    { key: 'customerId', label: t('orders.field.customer'), kind: 'record', find: findCustomer },
    { key: 'employeeId', label: t('orders.field.employee'), kind: 'record', find: findEmployee },
    { key: 'kind', label: t('orders.field.kind'), kind: 'choice', options: kinds },
    { key: 'channel', label: t('orders.field.channel'), kind: 'text' },
    { key: 'number', label: t('orders.field.number'), kind: 'text' },
    { key: 'currency', label: t('orders.field.currency'), kind: 'text' },
  ]
}
