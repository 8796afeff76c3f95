// i18n-keys: opportunities.outcome.*
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { outcomes, type Opportunity } from '#shared/contract/opportunities.contract.ts'
import type { TableColumn } from '#renderer/ui/data-table/index.ts'
import type { FilterField } from '#renderer/ui/filter-bar/index.ts'
import { useFormat } from '#renderer/ui/format/index.ts'
import { useEmployeeFinder, useRecordFinder } from '#renderer/ui/record-picker/index.ts'
import { useRead, useRpc, useWorkspace } from '#renderer/ui/rpc/index.ts'
import { daysInStage } from '../board/card-facts.ts'

/** Columns and filter fields of the opportunity list, in the language of the window. */
export function useDealColumns() {
  const { t } = useI18n()
  const rpc = useRpc()
  const format = useFormat()
  const { currency } = useWorkspace()
  const findCustomer = useRecordFinder('customer')
  const findProduct = useRecordFinder('product')
  const findEmployee = useEmployeeFinder()
  const { data: pipelines } = useRead({ key: ['opportunities.pipelines'], tables: ['pipeline', 'pipeline_stage'], query: ({ signal }) => rpc.opportunities.pipelines(undefined, { signal }) })
  const { data: competitors } = useRead({ key: ['opportunities.competitors'], tables: ['competitor'], query: ({ signal }) => rpc.opportunities.competitors(undefined, { signal }) })

  const columns = computed<readonly TableColumn<Opportunity>[]>(() => [
    { key: 'name', label: t('opportunities.field.name'), width: 230, sortField: 'name', text: (row) => row.name },
    { key: 'customer', label: t('opportunities.field.customer'), width: 210, text: (row) => row.customerName ?? '' },
    { key: 'stage', label: t('opportunities.field.stage'), width: 100, sortField: 'stageId', text: (row) => row.stageName },
    { key: 'amount', label: t('opportunities.field.amount'), width: 140, align: 'right', sortField: 'amountMinor', text: (row) => format.money(row.amountMinor, row.currency), copy: (row) => (row.amountMinor === null ? null : row.amountMinor / 100), sum: (sums) => format.money(sums['amountMinor'], currency.value) },
    { key: 'expectedOn', label: t('opportunities.field.expected-on'), width: 106, sortField: 'expectedOn', text: (row) => format.date(row.expectedOn) },
    { key: 'nextStepOn', label: t('opportunities.field.next-step'), width: 106, text: (row) => format.date(row.nextStepOn) },
    { key: 'days', label: t('opportunities.field.days'), width: 90, align: 'right', text: (row) => (row.outcome === 'open' ? format.number(daysInStage(row.stageSince, Date.now())) : '') },
    { key: 'owner', label: t('opportunities.field.owner'), width: 96, text: (row) => row.ownerName ?? '' },
    { key: 'competitor', label: t('opportunities.field.competitor'), width: 110, text: (row) => row.competitorName ?? '' },
    { key: 'product', label: t('opportunities.field.product'), width: 130, isHidden: true, text: (row) => row.productName ?? '' },
    { key: 'closedOn', label: t('opportunities.field.closed-on'), width: 106, isHidden: true, sortField: 'closedOn', text: (row) => format.date(row.closedOn) },
    { key: 'createdOn', label: t('opportunities.field.created-on'), width: 106, isHidden: true, sortField: 'createdOn', text: (row) => format.date(row.createdOn) },
    { key: 'reason', label: t('opportunities.field.reason'), width: 140, isHidden: true, sortField: 'reason', text: (row) => row.reason ?? '' },
    { key: 'source', label: t('opportunities.field.source'), width: 100, isHidden: true, sortField: 'source', text: (row) => row.source ?? '' },
    { key: 'code', label: t('opportunities.field.code'), width: 110, isHidden: true, sortField: 'code', text: (row) => row.code ?? '' },
  ])

  const fields = computed<readonly FilterField[]>(() => [
    { key: 'outcome', label: t('opportunities.field.outcome'), kind: 'choice', options: outcomes.map((outcome) => ({ value: outcome, label: t(`opportunities.outcome.${outcome}`) })) },
    { key: 'stageId', label: t('opportunities.field.stage'), kind: 'choice', options: (pipelines.value ?? []).flatMap(({ stages }) => stages.map(({ id, name }) => ({ value: id, label: name }))) },
    { key: 'customerId', label: t('opportunities.field.customer'), kind: 'record', find: findCustomer },
    { key: 'ownerId', label: t('opportunities.field.owner'), kind: 'record', find: findEmployee },
    { key: 'amountMinor', label: t('opportunities.field.amount'), kind: 'money', currency: currency.value },
    { key: 'expectedOn', label: t('opportunities.field.expected-on'), kind: 'date' },
    { key: 'closedOn', label: t('opportunities.field.closed-on'), kind: 'date' },
    { key: 'createdOn', label: t('opportunities.field.created-on'), kind: 'date' },
    { key: 'competitorId', label: t('opportunities.field.competitor'), kind: 'choice', options: (competitors.value ?? []).map(({ id, name }) => ({ value: id, label: name })) },
    { key: 'productId', label: t('opportunities.field.product'), kind: 'record', find: findProduct },
    { key: 'reason', label: t('opportunities.field.reason'), kind: 'text' },
    { key: 'source', label: t('opportunities.field.source'), kind: 'text' },
  ])

  return { columns, fields }
}
