import type { OrderRow } from '#shared/contract/orders.contract.ts'
import type { MessageKey } from '#shared/i18n/index.ts'

const kindKeys: Readonly<Record<OrderRow['kind'], MessageKey>> = { sale: 'orders.kind.sale', return: 'orders.kind.return' }

export function orderKindKey(kind: OrderRow['kind']): MessageKey {
  return kindKeys[kind]
}
