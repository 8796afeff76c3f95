import en from 'element-plus/es/locale/lang/en'
import zhCn from 'element-plus/es/locale/lang/zh-cn'
import zhTw from 'element-plus/es/locale/lang/zh-tw'
import { computed } from 'vue'
import type { Language } from '#shared/i18n/index.ts'
import { useLanguage } from '../ui/language/use-language.ts'

const locales = { 'zh-CN': zhCn, 'zh-TW': zhTw, en } satisfies Record<Language, unknown>

/** Gives the words of Element Plus (date pickers, empty selects) in the language of the window. */
export function useElementLocale() {
  const choice = useLanguage()
  return computed(() => locales[choice.language])
}
