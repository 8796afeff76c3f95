// @vitest-environment happy-dom
import { ORPCError } from '@orpc/client'
import { flushPromises } from '@vue/test-utils'
import { ElMessageBox } from 'element-plus'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, provide } from 'vue'
import type { Customer } from '#shared/contract/customers.contract.ts'
import { clientKey } from '#renderer/ui/rpc/index.ts'
import { mountWith } from '../../../../tests/helpers/mount-with.ts'
import { fieldsOfCustomer, newCustomerFields, useCreditCodeHint, useCustomerForm, useNewCustomerForm, type CustomerForm } from './use-customer-form.ts'
import { telling } from './use-duplicates.ts'

const id = '0199a000-0000-7000-8000-000000000001'
const customer: Customer = { ...newCustomerFields('恒通机械有限公司', null), id, grade: 'B', phone: '0512-66668888', ownerName: null, orgUnitName: null, parentName: null, createdAt: 0, updatedAt: 0 }

function setupForm(make: () => CustomerForm, customers: object) {
  let form: CustomerForm | undefined
  let hint: ReturnType<typeof useCreditCodeHint> | undefined
  const inner = defineComponent({
    setup() {
      form = make()
      hint = useCreditCodeHint(form)
      return () => null
    },
  })
  mountWith(
    defineComponent({
      setup() {
        provide(clientKey, { customers } as never)
        return () => h(inner)
      },
    }),
  )
  if (!form || !hint) throw new Error('setupForm: not mounted')
  return { form, hint }
}

beforeEach(() => localStorage.clear())

describe('useCustomerForm', () => {
  it('sends only what changed, and null for an emptied field', async () => {
    const update = vi.fn(async () => customer)
    const { form } = setupForm(() => useCustomerForm(() => customer), { update })
    form.values.grade = 'A'
    form.values.phone = ''
    await form.submit()
    expect(update).toHaveBeenCalledExactlyOnceWith({ id, fields: { grade: 'A', phone: null } })
  })

  it('asks the service nothing when nothing changed', async () => {
    const update = vi.fn()
    const { form } = setupForm(() => useCustomerForm(() => customer), { update })
    expect(await form.submit()).toEqual(customer)
    expect(update).not.toHaveBeenCalled()
  })

  it('keeps what was typed when the service refuses, with the problem at its field', async () => {
    const problems = [{ field: 'creditCode', kind: 'credit-code-checksum', values: { expected: 'X' } }]
    const update = vi.fn(async () => Promise.reject(new ORPCError('REFUSED', { data: { problems } })))
    const { form } = setupForm(() => useCustomerForm(() => customer), { update })
    form.values.creditCode = '91320500000000000A'
    expect(await form.submit()).toBeNull()
    expect(form.values.creditCode).toBe('91320500000000000A')
    expect(form.problemsOf('creditCode').map((problem) => problem.key)).toEqual(['errors.credit-code-checksum'])
  })

  it('refuses an empty name before the service is asked', async () => {
    const update = vi.fn()
    const { form } = setupForm(() => useCustomerForm(() => customer), { update })
    form.values.name = ' '
    expect(await form.submit()).toBeNull()
    expect(form.problemsOf('name')).toHaveLength(1)
    expect(update).not.toHaveBeenCalled()
  })
})

describe('useNewCustomerForm', () => {
  it('leaves empty fields to the service', async () => {
    const create = vi.fn(async () => customer)
    const { form } = setupForm(() => useNewCustomerForm(() => ({ name: '恒通', ownerId: id })), { create })
    await form.submit()
    await flushPromises()
    expect(create).toHaveBeenCalledExactlyOnceWith({ kind: 'firm', name: '恒通', lifeCycle: 'potential', ownerId: id })
  })
})

describe('useCreditCodeHint', () => {
  it('tells a slip from a wrong shape while one types', async () => {
    const { form, hint } = setupForm(() => useCustomerForm(() => customer), {})
    expect(hint.value).toBeNull()
    form.values.creditCode = '9132'
    await nextTick()
    expect(hint.value).toEqual({ kind: 'credit-code-shape' })
    form.values.creditCode = '91350100M000100Y43'
    await nextTick()
    expect(hint.value).toBeNull()
  })
})

describe('fieldsOfCustomer', () => {
  it('leaves out what nobody fills in', () => {
    expect(Object.keys(fieldsOfCustomer(customer))).not.toContain('ownerName')
  })
})

describe('telling', () => {
  const nothing = { kind: 'firm', name: '', shortName: null, creditCode: null, phone: null, website: null } as const

  it('asks only with what is long enough to tell customers apart', () => {
    expect(telling({ ...nothing, name: '恒', creditCode: '9132', phone: '123', website: 'a.b' })).toBeNull()
    expect(telling({ ...nothing, name: ' 恒通 ', phone: '0512-66668888' })).toEqual({ kind: 'firm', name: '恒通', phone: '0512-66668888' })
  })
})

describe('an equal credit code', () => {
  const problems = [{ field: 'creditCode', kind: 'credit-code-taken', values: { name: '恒通' } }]
  const refuseOnce = () => vi.fn().mockRejectedValueOnce(new ORPCError('REFUSED', { data: { problems } })).mockResolvedValue(customer)

  it('is asked about, and saved once it is meant', async () => {
    vi.spyOn(ElMessageBox, 'confirm').mockResolvedValue('confirm' as never)
    const create = refuseOnce()
    const { form } = setupForm(() => useNewCustomerForm(() => ({ name: '恒通', ownerId: id })), { create })
    expect(await form.submit()).toEqual(customer)
    expect(create.mock.lastCall?.[0]).toMatchObject({ name: '恒通', maySameCreditCode: true })
  })

  it('is shown at its field when it is not meant', async () => {
    vi.spyOn(ElMessageBox, 'confirm').mockRejectedValue('cancel')
    const update = refuseOnce()
    const { form } = setupForm(() => useCustomerForm(() => customer), { update })
    form.values.creditCode = '91350100M000100Y43'
    expect(await form.submit()).toBeNull()
    expect(form.problemsOf('creditCode').map((problem) => problem.key)).toEqual(['errors.credit-code-taken'])
    expect(update).toHaveBeenCalledOnce()
  })
})
