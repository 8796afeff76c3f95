/** The languages of the product; the first is the source and the one used when nothing else is known. */
export const languages = ['zh-CN', 'zh-TW', 'en'] as const
export type Language = (typeof languages)[number]

export type { MessageKey } from './keys.gen.ts'

/**
 * Gives the product's language nearest to the wanted ones.
 *
 * Shape   `wanted` are BCP 47 tags in order of preference, as `navigator.languages` has them.
 * Edge    Hong Kong, Macao and traditional script get zh-TW, any other Chinese zh-CN, every other language en; nothing wanted gives zh-CN.
 */
export function nearestLanguage(wanted: readonly string[]): Language {
  const first = wanted[0]?.toLowerCase()
  if (first === undefined) return 'zh-CN'
  if (!first.startsWith('zh')) return 'en'
  return /hant|-(tw|hk|mo)\b/.test(first) ? 'zh-TW' : 'zh-CN'
}
