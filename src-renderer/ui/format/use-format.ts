import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { dateOfInstant } from '#shared/kernel/plain-date.ts'
import {
  formatAge,
  formatDate,
  formatInstant,
  formatList,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  formatQuantity,
  formatRelativeDay,
  type MoneyStyle,
} from './format.ts'

export type Format = ReturnType<typeof useFormat>

/** Gives the formatters in the language of the window; used in a template they follow a change of language. */
export function useFormat() {
  const { locale } = useI18n()
  const tag = computed(() => locale.value)
  return {
    money: (minor: number | null | undefined, currency: string, style?: MoneyStyle) => formatMoney(minor, currency, tag.value, style),
    number: (value: number | null | undefined, options?: { digits?: number; short?: boolean }) => formatNumber(value, tag.value, options),
    quantity: (milli: number | null | undefined) => formatQuantity(milli, tag.value),
    percent: (ratio: number | null | undefined, options?: { digits?: number; signed?: boolean }) => formatPercent(ratio, tag.value, options),
    date: (date: string | null | undefined, style?: 'full' | 'short' | 'numeric') => formatDate(date, tag.value, style),
    month: (month: string, style?: 'full' | 'short' | 'name') => formatMonth(month, tag.value, style),
    instant: (unixMs: number | null | undefined, style?: 'full' | 'time') => formatInstant(unixMs, tag.value, style),
    list: (words: readonly string[]) => formatList(words, tag.value),
    relativeDay: (date: string | null | undefined) => formatRelativeDay(date, today(), tag.value),
    age: (unixMs: number) => formatAge(unixMs, Date.now(), tag.value),
  }
}

/** Gives the local business date of now. */
export function today(): string {
  return dateOfInstant(Date.now())
}
