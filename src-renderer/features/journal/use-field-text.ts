// i18n-keys: journal-page.table.*, journal-page.field.*, journal-page.value.*
import { useI18n } from 'vue-i18n'
import type { FieldValue, RecordTable } from '#shared/contract/record-tables.ts'
import { useFormat } from '#renderer/ui/format/index.ts'
import { useWorkspace } from '#renderer/ui/rpc/index.ts'
import { fieldKind } from './field-kind.ts'

/** Gives words for tables, columns and stored values, for whoever shows a history or a conflict. */
export function useFieldText() {
  const { t, te } = useI18n()
  const format = useFormat()
  const { currency } = useWorkspace()

  function table(name: RecordTable): string {
    return t(`journal-page.table.${name}`)
  }

  /** Edge: a column of a newer version is shown by its own name. */
  function field(_table: RecordTable, column: string): string {
    return named(`journal-page.field.${column}`, column)
  }

  /** Edge: an empty value reads "(empty)", never nothing; a reference whose record is gone is shown by the tail of its id. */
  function value(_table: RecordTable, column: string, { value: raw, label }: FieldValue): string {
    if (label !== null) return label
    if (raw === null || raw === '') return t('journal-page.value.empty')
    if (typeof raw === 'number') return numberText(column, raw)
    switch (fieldKind(column)) {
      case 'reference':
        return raw.slice(-12)
      case 'choice':
        return named(`journal-page.value.${raw}`, raw)
      default:
        return raw
    }
  }

  function numberText(column: string, raw: number): string {
    switch (fieldKind(column)) {
      case 'money':
        return format.money(raw, currency.value)
      case 'instant':
        return format.instant(raw)
      case 'percent':
        return format.percent(raw / 10_000)
      case 'quantity':
        return format.quantity(raw)
      case 'flag':
        return t(raw === 0 ? 'journal-page.value.no' : 'journal-page.value.yes')
      default:
        return format.number(raw)
    }
  }

  function named(key: string, otherwise: string): string {
    return te(key) ? t(key) : otherwise
  }

  return { table, field, value }
}
