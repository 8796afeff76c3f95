import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import { mayDo } from '#shared/domain/rights/rights.ts'
import { IMPORT_ACTIONS } from '#shared/domain/rights/table-rights.ts'
import type { Actor } from '../../db/workspace.ts'
import { refuse } from '../../refusal.ts'

/** Stops somebody whose role may not write what the table holds, before the file is opened. Errors: `import-not-allowed`. */
export function requireImportRight({ role }: Actor, entity: ImportEntity): void {
  if (!mayDo(role, IMPORT_ACTIONS[entity])) refuse('import-not-allowed', { role, entity })
}
