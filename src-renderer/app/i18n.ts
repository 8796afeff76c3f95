import { createI18n, type I18n } from 'vue-i18n'
import { watch } from 'vue'
import type { Language } from '#shared/i18n/index.ts'
import { useLanguage } from '../ui/language/use-language.ts'

type Messages = Record<string, string>

// Compiled at build time (unplugin-vue-i18n), one chunk per area and language, fetched when the language is chosen.
// The words of the command line are not for the window.
const files = import.meta.glob<Messages>(['../../src-shared/i18n/locales/*/*.json', '!../../src-shared/i18n/locales/*/cli.json'], { import: 'default' })

export type WindowI18n = I18n<Record<string, Messages>, Record<string, never>, Record<string, never>, string, false>

/** Makes the translator in the remembered language and keeps it in step with the choice. */
export async function setupI18n(): Promise<WindowI18n> {
  const choice = useLanguage()
  const i18n = createI18n({
    legacy: false,
    locale: choice.language as string,
    fallbackLocale: 'zh-CN',
    messages: {} as Record<string, Messages>,
    missingWarn: false,
    fallbackWarn: false,
  })

  async function show(language: Language): Promise<void> {
    if (!i18n.global.availableLocales.includes(language)) i18n.global.setLocaleMessage(language, await loadMessages(language))
    i18n.global.locale.value = language
    document.documentElement.lang = language
    document.title = i18n.global.t('common.product')
  }

  await show(choice.language)
  watch(() => choice.language, show)
  return i18n as unknown as WindowI18n
}

async function loadMessages(language: Language): Promise<Messages> {
  const own = Object.entries(files).filter(([path]) => path.includes(`/locales/${language}/`))
  return Object.assign({}, ...(await Promise.all(own.map(([, load]) => load())))) as Messages
}
