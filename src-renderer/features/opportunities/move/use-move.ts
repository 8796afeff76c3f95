import { useQueryCache } from '@pinia/colada'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Opportunity, Pipeline } from '#shared/contract/opportunities.contract.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { readAgain, useRpc } from '#renderer/ui/rpc/index.ts'
import { moveDemand } from './move-demand.ts'

export type StageChoice = Pipeline['stages'][number]
export type MovedDeal = Pick<Opportunity, 'id' | 'name' | 'stageId' | 'amountMinor' | 'currency' | 'reason' | 'competitorName'>
export interface MoveAnswers {
  readonly reason?: string
  readonly competitorName?: string
  readonly amountMinor?: number
  readonly closedOn?: string
}

/** Moves deals between stages from wherever they are shown; what a stage demands is asked by `MoveDialog`, mounted once. */
export const useMove = defineStore('opportunity-move', () => {
  const rpc = useRpc()
  const notices = useNotices()
  const cache = useQueryCache()
  const pending = shallowRef<{ readonly deal: MovedDeal; readonly stage: StageChoice } | null>(null)
  /** Where deals are on their way to, so that a card stands there at once. */
  const underway = shallowRef<ReadonlyMap<string, string>>(new Map())
  /** The newest finished move, for a notice with its way back. */
  const last = shallowRef<{ readonly deal: MovedDeal; readonly stage: StageChoice } | null>(null)
  const failure = shallowRef<unknown>(null)
  const isMoving = ref(false)

  /** Moves, or asks first. Edge: nothing happens when the deal stands there already. */
  async function move(deal: MovedDeal, stage: StageChoice): Promise<void> {
    if (deal.stageId === stage.id) return
    failure.value = null
    if (moveDemand(stage.outcome)) pending.value = { deal, stage }
    else await send(deal, stage, {})
  }

  async function answer(answers: MoveAnswers): Promise<void> {
    if (pending.value && (await send(pending.value.deal, pending.value.stage, answers))) pending.value = null
  }
  function cancel(): void {
    pending.value = null
    failure.value = null
  }

  async function send(deal: MovedDeal, stage: StageChoice, answers: MoveAnswers): Promise<boolean> {
    underway.value = new Map(underway.value).set(deal.id, stage.id)
    isMoving.value = true
    try {
      await rpc.opportunities.move({ id: deal.id, stageId: stage.id, ...answers })
      last.value = { deal, stage }
      await readAgain(cache, { predicate: (entry) => String(entry.key[0]).startsWith('opportunities.') })
      return true
    } catch (error) {
      // The dialog shows it beside what was typed; without a dialog it is a notice.
      failure.value = error
      if (!pending.value) notices.failed(error)
      return false
    } finally {
      isMoving.value = false
      const left = new Map(underway.value)
      left.delete(deal.id)
      underway.value = left
    }
  }

  return { pending, underway, last, failure, isMoving, move, answer, cancel }
})
