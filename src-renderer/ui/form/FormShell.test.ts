// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { beforeEach, afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import * as z from 'zod'
import { line } from '#shared/contract/base.ts'
import { mountWith } from '../../../tests/helpers/mount-with.ts'
import { useShortcutList } from '../frame/use-shortcuts.ts'
import FormShell from './FormShell.vue'
import TextField from './TextField.vue'
import { useForm } from './use-form.ts'

function setupShell() {
  const save = vi.fn((changed: object) => Promise.resolve(changed))
  const onSaved = vi.fn()
  const onCancel = vi.fn()
  let press: (key: string, ctrl?: boolean) => void = () => undefined
  const wrapper = mountWith(
    defineComponent({
      setup() {
        const form = useForm({ key: 'shell', schema: z.object({ name: line(10) }), initial: () => ({ name: 'Old' }), save })
        const list = useShortcutList()
        press = (key, ctrl = false) => list.handle(new KeyboardEvent('keydown', { key, ctrlKey: ctrl, cancelable: true }))
        return () => h(FormShell as never, { form, canStay: true, onSaved, onCancel }, () => h(TextField, { form, name: 'name', label: 'Name' }))
      },
    }),
  )
  return { wrapper, save, onSaved, onCancel, press: (key: string, ctrl?: boolean) => press(key, ctrl) }
}

beforeEach(() => localStorage.clear())
afterEach(() => document.body.replaceChildren())

describe('FormShell', () => {
  it('ties label, field and error together for screen readers', async () => {
    const { wrapper } = setupShell()
    await flushPromises()
    const input = wrapper.find('input')
    expect(wrapper.find('label').attributes('for')).toBe(input.attributes('id'))
    await input.setValue('')
    await wrapper.find('.field').trigger('focusout')
    expect(wrapper.find('[role=alert]').text()).not.toBe('')
    expect(input.attributes('aria-invalid')).toBe('true')
  })

  it('saves and stays with Ctrl+S, saves and closes with Ctrl+Enter', async () => {
    const { wrapper, save, onSaved, press } = setupShell()
    await wrapper.find('input').setValue('New')
    press('s', true)
    await flushPromises()
    press('Enter', true)
    await flushPromises()
    expect(save).toHaveBeenCalledTimes(2)
    expect(onSaved.mock.calls.map(([, andClose]) => andClose)).toEqual([false, true])
  })

  it('cancels with Esc at once when nothing was changed, and asks when something was', async () => {
    const { wrapper, onCancel, press } = setupShell()
    press('Escape')
    await flushPromises()
    expect(onCancel).toHaveBeenCalledTimes(1)

    await wrapper.find('input').setValue('New')
    press('Escape')
    await flushPromises()
    expect(onCancel).toHaveBeenCalledTimes(1)
    expect(document.querySelector('.el-message-box')).not.toBeNull()
  })
})
