import { checkCreditCode } from '#shared/domain/customers/credit-code.ts'
import { normaliseName } from '#shared/domain/customers/normalise-name.ts'
import { phoneDigits, TELLING_PHONE_DIGITS } from '#shared/domain/customers/phone-digits.ts'
import type { Given } from '#shared/kernel/given.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { CUSTOMER_TBL, refreshSearch } from '../search/public.ts'

export interface Similar {
  readonly id: string
  readonly name: string
  readonly code: string | null
  readonly ownerName: string | null
  readonly why: 'credit-code' | 'phone' | 'name'
}

const MOST = 10

/**
 * Finds customers that the one being typed may double.
 *
 * Shape   the strongest reason first, each customer once, at most 10.
 * Cost    three index look-ups.
 */
export function findSimilar(
  workspace: Workspace,
  typed: Given<{ name: string; creditCode: string | null; phone: string | null }> & { readonly exceptId?: string | undefined },
): Similar[] {
  refreshSearch(workspace)
  const phone = phoneDigits(typed.phone ?? '')
  const name = normaliseName(typed.name ?? '')
  const code = checkCreditCode(typed.creditCode ?? '')
  const found = [
    ...(code.ok ? rowsBy(workspace, 'credit-code', 'c.credit_code = ?', [code.value]) : []),
    ...(phone.length >= TELLING_PHONE_DIGITS ? rowsBy(workspace, 'phone', ENTRY_PHONE, [CUSTOMER_TBL, phone]) : []),
    ...(name === '' ? [] : rowsBy(workspace, 'name', ENTRY_NORM, [CUSTOMER_TBL, name])),
  ]
  const seen = new Set(typed.exceptId === undefined ? [] : [typed.exceptId])
  return found.filter(({ id }) => !seen.has(id) && seen.add(id)).slice(0, MOST)
}

const ENTRY_PHONE = 'c.id IN (SELECT id FROM search_entry WHERE tbl = ? AND phone = ?)'
const ENTRY_NORM = 'c.id IN (SELECT id FROM search_entry WHERE tbl = ? AND norm = ?)'

function rowsBy(workspace: Workspace, why: Similar['why'], condition: string, parameters: readonly unknown[]): Similar[] {
  return workspace.db
    .prepare<unknown[], Omit<Similar, 'id' | 'why'> & { id: Buffer }>(
      `SELECT c.id, c.name, c.code, e.name AS ownerName FROM customer c LEFT JOIN employee e ON e.id = c.owner_id
       WHERE ${condition} ORDER BY c.id LIMIT ${String(MOST)}`,
    )
    .all(...parameters)
    .map((row) => ({ ...row, id: idText(row.id), why }))
}
