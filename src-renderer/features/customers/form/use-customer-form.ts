import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { CustomerFields, type Customer } from '#shared/contract/customers.contract.ts'
import { checkCreditCode } from '#shared/domain/customers/credit-code.ts'
import { useForm, type Form } from '#renderer/ui/form/index.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'
import { savedOnceConfirmed } from './confirm-same-code.ts'

export type CustomerForm = Form<CustomerFields, Customer>

/** What a new customer starts with: one's own, still only potential. */
export function newCustomerFields(name: string, ownerId: string | null): CustomerFields {
  return {
    code: null, kind: 'firm', name, shortName: null, formerName: null, creditCode: null, industry: null, region: null, address: null,
    phone: null, website: null, grade: null, source: null, lifeCycle: 'potential', ownerId, orgUnitId: null, parentId: null,
    preferredChannel: null, creditLimitMinor: null, creditDays: null, note: null,
  }
}

/** Gives the part of a customer that a person may fill in. */
export function fieldsOfCustomer(customer: Customer): CustomerFields {
  return CustomerFields.parse(customer)
}

/** The form of a customer that does not exist yet; empty fields are not sent, so that the service's defaults hold. */
export function useNewCustomerForm(start: () => { readonly name: string; readonly ownerId: string | null }): CustomerForm {
  const rpc = useRpc()
  const { t } = useI18n()
  return useForm<CustomerFields, Customer>({
    key: 'customer.new',
    schema: CustomerFields,
    initial: () => newCustomerFields(start().name, start().ownerId),
    save: (_changed, all) => savedOnceConfirmed(t, (isMeant) => rpc.customers.create({ ...filled(all), name: all.name, ...confirmed(isMeant) })),
  })
}

/** The form of an existing customer; sends only what changed. */
export function useCustomerForm(customer: () => Customer): CustomerForm {
  const rpc = useRpc()
  const { t } = useI18n()
  return useForm<CustomerFields, Customer>({
    key: `customer.${customer().id}`,
    schema: CustomerFields,
    initial: () => fieldsOfCustomer(customer()),
    save: (changed) => {
      const isSame = Object.keys(changed).length === 0
      if (isSame) return Promise.resolve(customer())
      return savedOnceConfirmed(t, (isMeant) => rpc.customers.update({ id: customer().id, fields: changed, ...confirmed(isMeant) }))
    },
  })
}

/** Says while one types whether the credit code can be right: null while empty or right. */
export function useCreditCodeHint(form: CustomerForm) {
  return computed(() => {
    const code = form.values.creditCode
    if (typeof code !== 'string' || code.trim() === '') return null
    const checked = checkCreditCode(code)
    return checked.ok ? null : checked.error
  })
}

function confirmed(isMeant: boolean): { maySameCreditCode?: true } {
  return isMeant ? { maySameCreditCode: true } : {}
}

function filled(fields: CustomerFields): Partial<CustomerFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}
