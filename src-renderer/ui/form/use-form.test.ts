// @vitest-environment happy-dom
import { ORPCError } from '@orpc/client'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import * as z from 'zod'
import { line } from '#shared/contract/base.ts'
import { useForm } from './use-form.ts'

const schema = z.object({ name: line(10), phone: line(20).nullable(), limitMinor: z.int().nonnegative().nullable() })

function setupForm(save = vi.fn((changed: object) => Promise.resolve(changed))) {
  const form = useForm({ key: 'customer.1', schema, initial: () => ({ name: 'Old', phone: null as string | null, limitMinor: null as number | null }), save })
  return { form, save }
}

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

describe('useForm', () => {
  it('shows what is wrong with a field once it was left, and takes it back as one types', () => {
    const { form } = setupForm()
    form.values.name = ''
    expect(form.problemsOf('name')).toEqual([])
    form.touch('name')
    expect(form.problemsOf('name')[0]).toEqual({ key: 'form.problem.required', values: {} })
    form.values.name = 'x'.repeat(11)
    expect(form.problemsOf('name')[0]).toEqual({ key: 'form.problem.too-long', values: { max: 10 } })
    form.values.name = 'New'
    expect(form.problemsOf('name')).toEqual([])
  })

  it('sends only the changed fields, trimmed, with an emptied text as null', async () => {
    const { form, save } = setupForm()
    form.values.name = '  New '
    form.values.phone = ''
    await form.submit()
    expect(save).toHaveBeenCalledWith({ name: 'New' }, { name: 'New', phone: null, limitMinor: null })
    expect(form.isDirty.value).toBe(false)
  })

  it('does not send what its schema refuses', async () => {
    const { form, save } = setupForm()
    form.values.name = ''
    expect(await form.submit()).toBeNull()
    expect(save).not.toHaveBeenCalled()
    expect(form.problemsOf('name')).toHaveLength(1)
  })

  it('keeps what was typed and shows the refusal at its field', async () => {
    const refusal = new ORPCError('REFUSED', { data: { problems: [{ field: 'phone', kind: 'phone-invalid', values: {} }, { field: null, kind: 'locked', values: {} }] } })
    const { form } = setupForm(vi.fn(() => Promise.reject(refusal)))
    form.values.phone = '12'
    expect(await form.submit()).toBeNull()
    expect(form.values.phone).toBe('12')
    expect(form.problemsOf('phone')).toEqual([{ key: 'errors.phone-invalid', values: {} }])
    expect(form.generalProblems.value.map(({ kind }) => kind)).toEqual(['locked'])
    form.values.phone = '123'
    await nextTick()
    expect(form.failure.value).toBeNull()
  })

  it('puts a draft back after a crash, and forgets it once saved or discarded', async () => {
    const first = setupForm().form
    first.values.phone = '138'
    await nextTick()
    vi.advanceTimersByTime(400)

    const { form } = setupForm()
    expect([form.hasDraft.value, form.values.phone, form.values.name]).toEqual([true, '138', 'Old'])
    await form.submit()
    expect(setupForm().form.hasDraft.value).toBe(false)

    form.values.phone = '139'
    await nextTick()
    vi.advanceTimersByTime(400)
    setupForm().form.discard()
    expect(setupForm().form.hasDraft.value).toBe(false)
  })

  it('says which fields must be filled', () => {
    const { form } = setupForm()
    expect([form.isRequired('name'), form.isRequired('phone')]).toEqual([true, false])
  })

  it('does not save twice at once', async () => {
    let finish: (value: object) => void = () => undefined
    const { form, save } = setupForm(vi.fn(() => new Promise<object>((resolve) => (finish = resolve))))
    form.values.name = 'New'
    const saving = form.submit()
    expect(await form.submit()).toBeNull()
    finish({})
    await saving
    await flushPromises()
    expect(save).toHaveBeenCalledTimes(1)
  })
})
