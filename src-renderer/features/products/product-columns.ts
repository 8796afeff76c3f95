import type { Product } from '#shared/contract/products.contract.ts'
import type { MessageKey } from '#shared/i18n/index.ts'
import { toMajor } from '#shared/kernel/money.ts'
import type { TableColumn } from '#renderer/ui/data-table/index.ts'
import type { Format } from '#renderer/ui/format/index.ts'

interface Words {
  readonly t: (key: MessageKey) => string
  readonly format: Pick<Format, 'money' | 'percent'>
  readonly currency: string
}

/** Gives the gross margin at list price as a plain ratio; null without price or cost, or at a price of 0. */
export function listMargin({ priceMinor, costMinor }: Pick<Product, 'priceMinor' | 'costMinor'>): number | null {
  return priceMinor === null || costMinor === null || priceMinor === 0 ? null : (priceMinor - costMinor) / priceMinor
}

/** Declares the columns of the product list. */
export function productColumns({ t, format, currency }: Words): TableColumn<Product>[] {
  const money = (key: 'priceMinor' | 'costMinor', labelKey: MessageKey): TableColumn<Product> => ({
    key,
    label: t(labelKey),
    width: 130,
    align: 'right',
    sortField: key,
    text: (row) => format.money(row[key], currency, 'plain'),
    copy: (row) => (row[key] === null ? null : toMajor(row[key], currency)),
  })
  return [
    { key: 'name', label: t('products.field.name'), width: 280, sortField: 'name', text: (row) => row.name },
    { key: 'code', label: t('products.field.code'), width: 130, sortField: 'code', text: (row) => row.code ?? '' },
    { key: 'categoryName', label: t('products.field.category'), width: 150, sortField: 'categoryName', text: (row) => row.categoryName ?? '' },
    { key: 'unit', label: t('products.field.unit'), width: 76, sortField: 'unit', text: (row) => row.unit ?? '' },
    money('priceMinor', 'products.field.price'),
    money('costMinor', 'products.field.cost'),
    { key: 'margin', label: t('products.field.margin'), width: 96, align: 'right', text: (row) => format.percent(listMargin(row)), copy: listMargin },
    { key: 'isActive', label: t('products.field.state'), width: 96, text: (row) => t(row.isActive ? 'products.state.active' : 'products.state.inactive') },
  ]
}
