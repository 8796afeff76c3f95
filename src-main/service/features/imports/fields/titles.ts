// i18n-keys: import.field.*, import.problem.*
import { fillMessage } from '#shared/i18n/fill-message.ts'
import en from '#shared/i18n/locales/en/import.json' with { type: 'json' }
import zhCN from '#shared/i18n/locales/zh-CN/import.json' with { type: 'json' }
import zhTW from '#shared/i18n/locales/zh-TW/import.json' with { type: 'json' }
import { type Language, languages } from '#shared/i18n/index.ts'
import type { CellProblem } from '../problem.ts'

const CATALOGUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = { 'zh-CN': zhCN, 'zh-TW': zhTW, en }

/** Puts a problem or a title of the import into words; for files that leave the program, where the window cannot do it. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string

export function importTranslator(language: Language = 'zh-CN'): Translate {
  const messages = CATALOGUES[language]
  return (key, values) => fillMessage(messages[key] ?? key, values)
}

/** What a field is called in one language: the header that an export writes. */
export function fieldTitle(name: string, language: Language): string {
  return CATALOGUES[language][`import.field.${name}`] ?? name
}

/** What a field is called in every language. */
export function fieldTitles(name: string): string[] {
  return languages.map((language) => fieldTitle(name, language))
}

/** A problem as one sentence for the file of rejected rows. */
export function problemText(problem: CellProblem, translate: Translate): string {
  return translate(`import.problem.${problem.kind}`, problem.values)
}

/** The head of the first column of a file of rejected rows, in every language. */
export function reasonTitles(): string[] {
  return languages.map((language) => CATALOGUES[language]['import.rejects.reason'] ?? '')
}
