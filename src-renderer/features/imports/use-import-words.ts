// i18n-keys: import.field.*, import.problem.*, errors.*
import { useI18n } from 'vue-i18n'
import type { RowProblem } from './mapping.ts'

/** Gives words for our fields and for what is wrong with a cell. */
export function useImportWords() {
  const { t, te } = useI18n()

  function fieldLabel(name: string): string {
    const key = `import.field.${name}`
    return te(key) ? t(key) : name
  }

  function problemText({ kind, values }: Pick<RowProblem, 'kind' | 'values'>): string {
    const key = [`import.problem.${kind}`, `errors.import-${kind}`, `errors.${kind}`].find((known) => te(known))
    if (key === undefined) return t('common.failure.problem', { kind })
    const { field } = values
    return t(key, typeof field === 'string' ? { ...values, field: fieldLabel(field) } : values)
  }

  return { fieldLabel, problemText }
}
