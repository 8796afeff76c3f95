import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Activity } from '#shared/contract/activities.contract.ts'
import { today, useFormat } from '#renderer/ui/format/index.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'
import { postponedTo } from './postpone.ts'

type Step = Pick<Activity, 'id' | 'plannedOn' | 'subject'>

/** Ticking and postponing planned activities where they are listed; each offers its own way back. */
export function useStepActions() {
  const rpc = useRpc()
  const notices = useNotices()
  const format = useFormat()
  const { t } = useI18n()
  const busy = ref<ReadonlySet<string>>(new Set())

  async function complete(step: Step): Promise<void> {
    await act(step, async () => {
      await rpc.activities.complete({ id: step.id })
      notices.done(t('activities.step.done', { subject: step.subject }), {
        label: t('activities.step.undo'),
        run: () => act(step, () => rpc.activities.update({ id: step.id, fields: { doneAt: null } })),
      })
    })
  }

  async function postpone(step: Step, days: number): Promise<void> {
    await moveTo(step, postponedTo(step.plannedOn, days, today()))
  }
  async function moveTo(step: Step, plannedOn: string): Promise<void> {
    await act(step, async () => {
      await rpc.activities.postpone({ id: step.id, plannedOn })
      const before = step.plannedOn
      notices.done(
        t('activities.step.moved', { date: format.date(plannedOn, 'short') }),
        before === null ? undefined : { label: t('activities.step.undo'), run: () => act(step, () => rpc.activities.postpone({ id: step.id, plannedOn: before })) },
      )
    })
  }

  async function act(step: Step, work: () => Promise<unknown>): Promise<void> {
    if (busy.value.has(step.id)) return
    busy.value = new Set([...busy.value, step.id])
    try {
      await work()
    } catch (error) {
      notices.failed(error)
    } finally {
      busy.value = new Set([...busy.value].filter((id) => id !== step.id))
    }
  }

  return { busy, complete, postpone, moveTo }
}
