// i18n-keys: analysis.series.*, measure.*
import { useI18n } from 'vue-i18n'
import type { ChartSeries } from '#shared/contract/analysis.contract.ts'
import type { ValueFormat } from '#renderer/ui/charts/index.ts'
import { useFormat } from '#renderer/ui/format/index.ts'

/** Gives names of lines and words for values, as axes and tooltips of the models' charts want them. */
export function useChartWords() {
  const { t, te } = useI18n()
  const format = useFormat()

  function lineLabel(key: string): string {
    return te(`analysis.series.${key}`) ? t(`analysis.series.${key}`) : te(`measure.${key}`) ? t(`measure.${key}`) : key
  }
  function valueFormat(unit: ChartSeries['unit'], currency: string): ValueFormat {
    switch (unit) {
      case 'money':
        return { axis: (value) => format.money(value, currency, 'short'), full: (value) => format.money(value, currency) }
      case 'ratio':
        return { axis: (value) => format.percent(value, { digits: 0 }), full: (value) => format.percent(value) }
      case 'points':
      case 'count':
        return { axis: (value) => format.number(value, { short: true }), full: (value) => format.number(value, { digits: 1 }) }
    }
  }
  function categoryText(category: string): string {
    return /^\d{4}-\d{2}$/.test(category) ? format.month(category, 'short') : category
  }

  return { lineLabel, valueFormat, categoryText }
}
