import { computed, ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { minorDigits } from '#shared/kernel/money.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { parseMoney } from '#renderer/ui/form/parse-money.ts'
import { useRead, useRpc, useWorkspace } from '#renderer/ui/rpc/index.ts'
import { monthsOfYear, splitYear, targetSheet, type TargetOwner, type TargetScope } from './target-grid.ts'
import type { SheetCell } from './use-sheet-cursor.ts'

/** Column of the year's total, after the twelve months. */
export const YEAR_COLUMN = 12

/**
 * Reads the targets of a year as a sheet and writes single cells of it.
 *
 * Edge    a total that is typed is divided over the months without a remainder; cells are written one after the other, so that
 *         what a refusal leaves is what is shown.
 */
export function useTargets(scope: Ref<TargetScope>) {
  const { t } = useI18n()
  const rpc = useRpc()
  const notices = useNotices()
  const { currency } = useWorkspace()
  const isBusy = ref(false)
  const { data: targets, error, refetch } = useRead({
    key: () => ['organisation.targets', scope.value.year],
    tables: ['target'],
    query: ({ signal }) => rpc.organisation.targets({ year: scope.value.year }, { signal }),
  })
  const { data: units } = useRead({ key: ['organisation.units'], tables: ['org_unit'], query: ({ signal }) => rpc.organisation.units(undefined, { signal }) })
  const { data: employees } = useRead({ key: ['organisation.employees'], tables: ['employee', 'org_unit'], query: ({ signal }) => rpc.organisation.employees({}, { signal }) })

  const owners = computed<readonly TargetOwner[] | undefined>(() =>
    scope.value.by === 'unit'
      ? units.value
      : employees.value?.filter((one) => one.activeTo === null || one.activeTo >= `${scope.value.year}-01-01`).map(({ id, name }) => ({ id, name, depth: 0, parentId: null })),
  )
  const sheet = computed(() => targets.value && owners.value && targetSheet(owners.value, targets.value, scope.value))
  const productTargets = computed(() => targets.value?.filter((target) => target.product !== null).length ?? 0)

  function textAt({ row, column }: SheetCell): string {
    const line = sheet.value?.rows[row]
    const minor = column === YEAR_COLUMN ? line?.total : line?.months[column]
    return minor === null || minor === undefined ? '' : String(minor / 10 ** minorDigits(currency.value))
  }

  async function write(cells: readonly { readonly cell: SheetCell; readonly text: string }[]): Promise<void> {
    isBusy.value = true
    try {
      for (const { cell, text } of cells) await writeCell(cell, text)
    } catch (failure) {
      notices.failed(failure)
    } finally {
      isBusy.value = false
    }
  }

  async function writeCell({ row, column }: SheetCell, text: string): Promise<void> {
    const line = sheet.value?.rows[row]
    const amount = parseMoney(text, currency.value)
    if (!line || column > YEAR_COLUMN) return
    if (typeof amount === 'string' || (amount ?? 0) < 0) return void notices.show({ kind: 'warn', text: t('organisation.targets.no-amount', { text }) })
    const months = monthsOfYear(scope.value.year)
    const owner = scope.value.by === 'unit' ? { orgUnitId: line.id } : { employeeId: line.id }
    const parts = column === YEAR_COLUMN && amount !== null ? splitYear(amount, line.months) : null
    for (const [index, period] of months.entries()) {
      if (column !== YEAR_COLUMN && index !== column) continue
      await rpc.organisation.setTarget({ period, ...owner, categoryId: scope.value.categoryId, amountMinor: parts ? (parts[index] ?? 0) : amount })
    }
  }

  return { sheet, error, refetch, isBusy, productTargets, textAt, write, currency }
}
