import { z } from 'zod'
import { Currency, line, RecordId } from '#shared/contract/base.ts'
import { idToText } from '#shared/kernel/ids.ts'
import { derivedId } from '../../db/derived-id.ts'

/**
 * What every copy of a firm begins with. All copies insert these rows with the same clock and the same author, so they are equal before anything
 * was ever merged.
 */
const genesisTables = ['firm', 'pipeline', 'pipeline_stage'] as const

export const Genesis = z.object({
  firm: z.object({ id: RecordId, name: line(200), currency: Currency }),
  foundedAt: z.int(),
  rows: z.array(
    z.object({
      table: z.enum(genesisTables),
      id: RecordId,
      /** Ids in other columns are written as `id:<uuid>`. */
      values: z.record(z.string().regex(/^[a-z_]+$/), z.union([z.string(), z.number(), z.null()])),
    }),
  ),
})
export type Genesis = z.infer<typeof Genesis>

interface StageSeed {
  readonly name: string
  readonly outcome: 'open' | 'won' | 'lost' | 'void'
  readonly probabilityBp: number
}

/** The pipeline that a firm starts with; it may be renamed and extended later. */
const DEFAULT_PIPELINE: { readonly name: string; readonly stages: readonly StageSeed[] } = {
  name: '销售推进线',
  stages: [
    { name: '初步接触', outcome: 'open', probabilityBp: 1000 },
    { name: '需求确认', outcome: 'open', probabilityBp: 3000 },
    { name: '方案报价', outcome: 'open', probabilityBp: 6000 },
    { name: '商务谈判', outcome: 'open', probabilityBp: 8000 },
    { name: '赢单', outcome: 'won', probabilityBp: 10_000 },
    { name: '输单', outcome: 'lost', probabilityBp: 0 },
    { name: '无效', outcome: 'void', probabilityBp: 0 },
  ],
}

/** Makes the first rows of a firm. Units: `foundedAt` UTC ms. */
export function newGenesis(firmId: Buffer, name: string, currency: string, foundedAt: number): Genesis {
  const pipeline = derivedId('pipeline', firmId, 'default')
  return {
    firm: { id: idToText(firmId), name, currency },
    foundedAt,
    rows: [
      { table: 'firm', id: idToText(firmId), values: { name, currency, fiscal_year_start: 1 } },
      { table: 'pipeline', id: idToText(pipeline), values: { name: DEFAULT_PIPELINE.name, position: 0 } },
      ...DEFAULT_PIPELINE.stages.map((stage, position) => ({
        table: 'pipeline_stage' as const,
        id: idToText(derivedId('pipeline_stage', firmId, String(position))),
        values: {
          pipeline_id: `id:${idToText(pipeline)}`,
          name: stage.name,
          outcome: stage.outcome,
          probability_bp: stage.probabilityBp,
          position,
        },
      })),
    ],
  }
}
