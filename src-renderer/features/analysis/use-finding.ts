// i18n-keys: analysis.finding.*
import { useI18n } from 'vue-i18n'
import type { Finding, FindingValue } from '#shared/contract/analysis.contract.ts'
import { useFormat } from '#renderer/ui/format/index.ts'

/** Writes a model's finding as a sentence in the language of the window. */
export function useFinding() {
  const { t } = useI18n()
  const format = useFormat()

  function valueText(value: FindingValue): string {
    if ('money' in value) return format.money(value.money, value.currency, 'short')
    if ('ratio' in value) return format.percent(value.ratio)
    if ('points' in value) return format.number(value.points * 100, { digits: 1 })
    if ('count' in value) return format.number(value.count)
    if ('date' in value) return format.date(value.date, 'full')
    return 'month' in value ? format.month(value.month) : value.text
  }

  return (finding: Finding): string =>
    t(`analysis.finding.${finding.key}`, Object.fromEntries(Object.entries(finding.values).map(([name, value]) => [name, valueText(value)])))
}
