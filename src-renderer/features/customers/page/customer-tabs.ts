import type { MessageKey } from '#shared/i18n/index.ts'

/** The tabs of the customer page, in order; Alt+1 … Alt+6 open them. */
export const customerTabs = [
  { name: 'timeline', labelKey: 'customers.tab.timeline' },
  { name: 'people', labelKey: 'customers.tab.people' },
  { name: 'opportunities', labelKey: 'customers.tab.opportunities' },
  { name: 'orders', labelKey: 'customers.tab.orders' },
  { name: 'history', labelKey: 'customers.tab.history' },
  { name: 'details', labelKey: 'customers.tab.details' },
] as const satisfies readonly { readonly name: string; readonly labelKey: MessageKey }[]
export type CustomerTab = (typeof customerTabs)[number]['name']

export function isCustomerTab(name: unknown): name is CustomerTab {
  return customerTabs.some((tab) => tab.name === name)
}
