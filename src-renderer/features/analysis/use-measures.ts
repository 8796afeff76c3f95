// i18n-keys: measure.*, analysis.records.*, gallery.value.*
import { useI18n } from 'vue-i18n'
import type { Cell } from '#shared/contract/analysis.contract.ts'
import { useFormat } from '#renderer/ui/format/index.ts'
import { measureKind } from '#shared/domain/analysis/measure-kind.ts'

/** Gives the words for figures and columns of the models: their names and their values. */
export function useMeasures() {
  const { t, te } = useI18n()
  const format = useFormat()

  function measureLabel(name: string): string {
    if (te(`measure.${name}`)) return t(`measure.${name}`)
    return te(`analysis.records.${name}`) ? t(`analysis.records.${name}`) : name
  }

  function cellText(name: string, value: Cell | undefined, currency: string, isShort = false): string {
    if (value === null || value === undefined) return '–'
    if (Array.isArray(value)) return value.map((one) => cellText(name, one, currency, isShort)).join(', ')
    if (typeof value === 'boolean') return t(value ? 'gallery.value.yes' : 'gallery.value.no')
    if (typeof value === 'string') return stringText(name, value)
    switch (measureKind(name)) {
      case 'money':
        return format.money(value, currency, isShort ? 'short' : 'full')
      case 'percent':
        return format.percent(value)
      case 'points':
        return t('gallery.value.points', { points: format.number(value * 100, { digits: 1 }) })
      case 'decimal':
        return format.number(value, { digits: 3 })
      default:
        return format.number(value, { digits: 2 })
    }
  }

  function stringText(name: string, value: string): string {
    if (measureKind(name) === 'month' && /^\d{4}-\d{2}$/.test(value)) return format.month(value)
    return te(`gallery.value.${name}-${value}`) ? t(`gallery.value.${name}-${value}`) : value
  }

  return { measureLabel, cellText }
}
