import type { Database } from 'better-sqlite3'
import type { AnalysisMemory } from './memory.ts'

/** What a model reads from. */
export interface AnalysisContext {
  readonly db: Database
  readonly memory: AnalysisMemory
  /** The local calendar day. */
  readonly today: string
  readonly firm: { readonly currency: string; readonly fiscalYearStart: number }
}
