import { refDebounced } from '@vueuse/core'
import { computed, ref } from 'vue'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'
import { useMove } from '../move/use-move.ts'
import { neighbourStage } from './card-facts.ts'
import { placeCards } from './place-cards.ts'
import type { Opportunity, Pipeline } from '#shared/contract/opportunities.contract.ts'

/** The board: its columns with the moves under way, its filters, and moving a card by drop or key. */
export function useBoard() {
  const rpc = useRpc()
  const move = useMove()
  const pipelineId = ref<string | null>(null)
  const ownerId = ref<string | null>(null)
  const search = ref('')
  const wanted = refDebounced(search, 200)

  const { data, error, refetch } = useRead({
    key: () => ['opportunities.board', pipelineId.value ?? '', ownerId.value ?? '', wanted.value],
    tables: ['opportunity', 'pipeline', 'pipeline_stage', 'activity', 'customer', 'competitor'],
    query: ({ signal }) =>
      rpc.opportunities.board(
        {
          ...(pipelineId.value === null ? {} : { pipelineId: pipelineId.value }),
          ...(ownerId.value === null ? {} : { ownerId: ownerId.value }),
          ...(wanted.value.trim() === '' ? {} : { search: wanted.value.trim() }),
        },
        { signal },
      ),
  })
  const { data: pipelines } = useRead({ key: ['opportunities.pipelines'], tables: ['pipeline', 'pipeline_stage'], query: ({ signal }) => rpc.opportunities.pipelines(undefined, { signal }) })

  const columns = computed(() => placeCards(data.value?.columns ?? [], move.underway))
  const openColumns = computed(() => columns.value.filter(({ stage }) => stage.outcome === 'open'))
  const endColumns = computed(() => columns.value.filter(({ stage }) => stage.outcome !== 'open'))
  const stages = computed<Pipeline['stages']>(() => data.value?.pipeline.stages ?? [])
  const sums = computed(() => ({
    count: openColumns.value.reduce((sum, { count }) => sum + count, 0),
    amountMinor: openColumns.value.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    weightedMinor: openColumns.value.reduce((sum, { weightedMinor }) => sum + weightedMinor, 0),
  }))
  const isFiltered = computed(() => wanted.value.trim() !== '' || ownerId.value !== null)

  function drop(dealId: string, stageId: string): void {
    const deal = columns.value.flatMap(({ cards }) => cards).find(({ id }) => id === dealId)
    const stage = stages.value.find(({ id }) => id === stageId)
    if (deal && stage) void move.move(deal, stage)
  }
  /** The keyboard's drag: to the stage before or after. */
  function shift(deal: Opportunity, step: -1 | 1): void {
    const stage = neighbourStage(stages.value, deal.stageId, step)
    if (stage) void move.move(deal, stage)
  }

  return { data, error, refetch, pipelines, pipelineId, ownerId, search, isFiltered, openColumns, endColumns, stages, sums, drop, shift, move: move.move }
}
