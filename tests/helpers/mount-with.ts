import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { mount, type VueWrapper } from '@vue/test-utils'
import { createI18n } from 'vue-i18n'
import { defineComponent, h, type Component } from 'vue'

/**
 * Mounts a component with what the frame gives every component: stores, query cache and a translator.
 * Messages are the keys themselves, so that a test asserts which message, not its wording.
 */
export function mountWith(component: Component, props: Record<string, unknown> = {}): VueWrapper {
  return mount(component, { props, attachTo: document.body, global: { plugins: plugins() } })
}

/** Runs a composable inside a mounted component; gives what it returned. */
export function withSetup<T>(compose: () => T): T {
  let result: T | undefined
  mount(
    defineComponent({
      setup() {
        result = compose()
        return () => h('div')
      },
    }),
    { global: { plugins: plugins() } },
  )
  if (result === undefined) throw new Error('withSetup: the composable gave nothing')
  return result
}

function plugins() {
  const i18n = createI18n({ legacy: false, locale: 'en', missingWarn: false, fallbackWarn: false, messages: { en: {} } })
  return [createPinia(), [PiniaColada, {}] as [typeof PiniaColada, object], i18n]
}
