// i18n-keys: journal.command.*
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { JournalStep } from '#shared/contract/journal.contract.ts'
import { recordTables } from '#shared/contract/record-tables.ts'
import { dateOfInstant } from '#shared/kernel/plain-date.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

const PAGE = 100

/** The journal in pages, newest first, gathered by day. */
export function useSteps() {
  const rpc = useRpc()
  const limit = ref(PAGE)
  const { data, error, refetch } = useRead({
    key: () => ['journal.steps', limit.value],
    tables: recordTables,
    query: ({ signal }) => rpc.journal.steps({ limit: limit.value }, { signal }),
  })
  const days = computed(() => groupByDay(data.value?.rows ?? []))
  const left = computed(() => (data.value ? data.value.total - data.value.rows.length : 0))

  function more(): void {
    limit.value = Math.min(500, limit.value + PAGE)
  }
  return { data, error, refetch, days, left, limit, more }
}

export interface StepDay {
  readonly day: string
  readonly steps: readonly JournalStep[]
}

/** Gathers steps by the local day on which they were made. Shape: the order of the steps stays. */
export function groupByDay(steps: readonly JournalStep[]): StepDay[] {
  const days: { day: string; steps: JournalStep[] }[] = []
  for (const step of steps) {
    const day = dateOfInstant(step.at)
    const last = days.at(-1)
    if (last?.day === day) last.steps.push(step)
    else days.push({ day, steps: [step] })
  }
  return days
}

/** Gives the sentence of a step: message `journal.command.<kind>`; a kind of a newer version is shown by its name. */
export function useStepText(): (step: Pick<JournalStep, 'kind' | 'detail'>) => string {
  const { t, te } = useI18n()
  return (step) => {
    const key = `journal.command.${step.kind}`
    if (!te(key)) return t('journal-page.steps.unknown', { kind: step.kind })
    return t(key, Object.fromEntries(Object.entries(step.detail).map(([name, value]) => [name, value ?? ''])))
  }
}
