// i18n-keys: activities.kind.*
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type * as z from 'zod'
import type { ActivityRow as ActivityRowSchema } from '#shared/contract/activities.contract.ts'
import type { TableColumn } from '#renderer/ui/data-table/index.ts'
import type { FilterField } from '#renderer/ui/filter-bar/index.ts'
import { useFormat } from '#renderer/ui/format/index.ts'
import { useEmployeeFinder, useRecordFinder } from '#renderer/ui/record-picker/index.ts'
import { kindLooks, lookOf } from '../activity-kinds.ts'

export type ActivityRow = z.infer<typeof ActivityRowSchema>

/** Columns and filter fields of the activity list, in the language of the window. */
export function useActivityColumns() {
  const { t } = useI18n()
  const format = useFormat()
  const findCustomer = useRecordFinder('customer')
  const findEmployee = useEmployeeFinder()

  const columns = computed<readonly TableColumn<ActivityRow>[]>(() => [
    { key: 'subject', label: t('activities.field.subject'), width: 280, sortField: 'subject', text: (row) => row.subject },
    { key: 'kind', label: t('activities.field.kind'), width: 84, sortField: 'kind', text: (row) => t(lookOf(row.kind).labelKey) },
    { key: 'customer', label: t('activities.field.customer'), width: 220, text: (row) => row.customerName ?? '' },
    { key: 'plannedOn', label: t('activities.field.planned-on'), width: 110, sortField: 'plannedOn', text: (row) => format.date(row.plannedOn) },
    { key: 'doneAt', label: t('activities.field.done-at'), width: 150, sortField: 'doneAt', text: (row) => format.instant(row.doneAt) },
    { key: 'result', label: t('activities.field.result'), width: 280, text: (row) => row.result ?? '' },
    { key: 'owner', label: t('activities.field.owner'), width: 100, text: (row) => row.ownerName ?? '' },
    { key: 'minutes', label: t('activities.field.minutes'), width: 90, align: 'right', isHidden: true, sortField: 'minutes', text: (row) => format.number(row.minutes), copy: (row) => row.minutes },
  ])

  const fields = computed<readonly FilterField[]>(() => [
    { key: 'kind', label: t('activities.field.kind'), kind: 'choice', options: kindLooks.map(({ kind, labelKey }) => ({ value: kind, label: t(labelKey) })) },
    { key: 'customerId', label: t('activities.field.customer'), kind: 'record', find: findCustomer },
    { key: 'ownerId', label: t('activities.field.owner'), kind: 'record', find: findEmployee },
    { key: 'plannedOn', label: t('activities.field.planned-on'), kind: 'date' },
    { key: 'subject', label: t('activities.field.subject'), kind: 'text' },
  ])

  return { columns, fields }
}
