// i18n-keys: filter.operator.*
import { useI18n } from 'vue-i18n'
import type { FilterCondition } from '#shared/contract/list-query.ts'
import { formatMoney } from '../format/format.ts'
import { isBare, operatorWord, type FilterField } from './filter-fields.ts'

/** Writes a condition as a person would say it: "Grade is A, B". */
export function useFilterWords(fields: () => readonly FilterField[], names: ReadonlyMap<string, string>) {
  const { t, locale } = useI18n()

  function valueText(field: FilterField, value: string | number): string {
    if (field.kind === 'choice') return field.options?.find((option) => option.value === value)?.label ?? String(value)
    if (field.kind === 'record') return names.get(String(value)) ?? t('filter.one-record')
    if (field.kind === 'money' && typeof value === 'number') return formatMoney(value, field.currency ?? 'CNY', locale.value, 'short')
    return String(value)
  }

  function conditionText(condition: FilterCondition): string {
    const field = fields().find((known) => known.key === condition.field)
    if (!field) return condition.field
    const operator = t(`filter.operator.${operatorWord(field, condition.operator)}`)
    if (isBare(condition.operator)) return `${field.label} ${operator}`
    return `${field.label} ${operator} ${condition.values.map((value) => valueText(field, value)).join(', ')}`
  }

  return { conditionText }
}
