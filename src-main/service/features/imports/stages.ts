import type { Database } from 'better-sqlite3'
import { comparableName } from './parse/names.ts'

export interface StageRow {
  readonly id: Buffer
  readonly pipelineId: Buffer
  readonly name: string
  readonly outcome: string
}

/** What files call the ends of a deal, whatever the firm calls its stages. */
const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  won: 'won', closedwon: 'won', 成交: 'won', 赢单: 'won', 贏單: 'won', 赢: 'won',
  lost: 'lost', closedlost: 'lost', 输单: 'lost', 輸單: 'lost', 丢单: 'lost', 失败: 'lost',
  void: 'void', cancelled: 'void', canceled: 'void', 无效: 'void', 無效: 'void', 取消: 'void',
}

/** Finds a stage by its name, else by a word for its outcome; stages of the first pipeline win. */
export class StageIndex {
  readonly #stages: readonly StageRow[]

  constructor(db: Database) {
    this.#stages = db
      .prepare<[], StageRow>(
        `SELECT s.id, s.pipeline_id AS pipelineId, s.name, s.outcome FROM pipeline_stage s JOIN pipeline p ON p.id = s.pipeline_id
         ORDER BY p.position, s.position`,
      )
      .all()
  }

  get names(): string[] {
    return this.#stages.map((stage) => stage.name)
  }

  find(text: string): StageRow | undefined {
    const wanted = comparableName(text)
    const byName = this.#stages.find((stage) => comparableName(stage.name) === wanted)
    if (byName !== undefined) return byName
    const outcome = OUTCOME_WORDS[wanted]
    return outcome === undefined ? undefined : this.#stages.find((stage) => stage.outcome === outcome)
  }

  byId(id: unknown): StageRow | undefined {
    return id instanceof Uint8Array ? this.#stages.find((stage) => stage.id.equals(id)) : undefined
  }
}
