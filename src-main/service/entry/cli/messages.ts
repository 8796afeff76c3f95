import { fillMessage } from '#shared/i18n/fill-message.ts'
import type { Language } from '#shared/i18n/index.ts'
import cliEn from '#shared/i18n/locales/en/cli.json' with { type: 'json' }
import errorsEn from '#shared/i18n/locales/en/errors.json' with { type: 'json' }
import measureEn from '#shared/i18n/locales/en/measure.json' with { type: 'json' }
import cliZh from '#shared/i18n/locales/zh-CN/cli.json' with { type: 'json' }
import errorsZh from '#shared/i18n/locales/zh-CN/errors.json' with { type: 'json' }
import measureZh from '#shared/i18n/locales/zh-CN/measure.json' with { type: 'json' }
import cliTw from '#shared/i18n/locales/zh-TW/cli.json' with { type: 'json' }
import errorsTw from '#shared/i18n/locales/zh-TW/errors.json' with { type: 'json' }
import measureTw from '#shared/i18n/locales/zh-TW/measure.json' with { type: 'json' }

const CATALOGUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  'zh-CN': { ...cliZh, ...errorsZh, ...measureZh },
  'zh-TW': { ...cliTw, ...errorsTw, ...measureTw },
  en: { ...cliEn, ...errorsEn, ...measureEn },
}

export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string

/**
 * Gives the texts of the command line in one language. i18n-keys: cli.*, errors.*, measure.*
 * Edge: a key without a text is said as it is.
 */
export function sayIn(language: Language): Say {
  return (key, values) => fillMessage(CATALOGUES[language][key] ?? key, values)
}

/**
 * Chooses the language: TRIBUTARY_LANG, else the system's when it is Chinese or English, else Chinese.
 *
 * Edge  a bare system (`LANG=C`) says nothing about the person, so the product's first language stands.
 */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const wanted = (env['TRIBUTARY_LANG'] ?? env['LC_ALL'] ?? env['LANG'] ?? '').toLowerCase()
  if (wanted.startsWith('en')) return 'en'
  return /^zh[-_](tw|hk|mo|hant)/.test(wanted) ? 'zh-TW' : 'zh-CN'
}
