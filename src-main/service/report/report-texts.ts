import type { ModelResult } from '#shared/contract/analysis.contract.ts'
import { fillMessage } from '#shared/i18n/fill-message.ts'
import { formatFinding } from '#shared/i18n/format-finding.ts'
import type { Language } from '#shared/i18n/index.ts'
import analysisEn from '#shared/i18n/locales/en/analysis.json' with { type: 'json' }
import measureEn from '#shared/i18n/locales/en/measure.json' with { type: 'json' }
import reportEn from '#shared/i18n/locales/en/report.json' with { type: 'json' }
import analysisZh from '#shared/i18n/locales/zh-CN/analysis.json' with { type: 'json' }
import measureZh from '#shared/i18n/locales/zh-CN/measure.json' with { type: 'json' }
import reportZh from '#shared/i18n/locales/zh-CN/report.json' with { type: 'json' }
import analysisTw from '#shared/i18n/locales/zh-TW/analysis.json' with { type: 'json' }
import measureTw from '#shared/i18n/locales/zh-TW/measure.json' with { type: 'json' }
import reportTw from '#shared/i18n/locales/zh-TW/report.json' with { type: 'json' }

const CATALOGUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  'zh-CN': { ...analysisZh, ...measureZh, ...reportZh },
  'zh-TW': { ...analysisTw, ...measureTw, ...reportTw },
  en: { ...analysisEn, ...measureEn, ...reportEn },
}

export interface ReportTexts {
  readonly language: Language
  /** Edge: a key without a text is given as it is. */
  text(key: string, values?: Readonly<Record<string, string | number>>): string
  /** The name of a figure or column. */
  measure(key: string): string
}

/** Gives the texts of the report in one language. i18n-keys: measure.* report.* */
export function reportTexts(language: Language): ReportTexts {
  const catalogue = CATALOGUES[language]
  return {
    language,
    text: (key, values) => fillMessage(catalogue[key] ?? key, values),
    measure: (key) => catalogue[`measure.${key}`] ?? key,
  }
}

/** Gives what a model found as one sentence. */
export function findingText(result: ModelResult, language: Language): string {
  return formatFinding(result.finding, language, CATALOGUES[language])
}
