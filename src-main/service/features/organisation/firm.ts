import type { Firm, FirmFields } from '#shared/contract/organisation.contract.ts'
import { definedOnly, type Given } from '#shared/kernel/given.ts'
import type { z } from 'zod'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuseField } from '../../refusal.ts'
import { requireRight } from '../../rights.ts'

type Fields = Given<z.infer<typeof FirmFields>>

/** Whatever holds an amount; one row of any is enough. */
const AMOUNTS = [
  'SELECT 1 FROM sales_order',
  'SELECT 1 FROM opportunity WHERE amount_minor IS NOT NULL',
  'SELECT 1 FROM target',
  'SELECT 1 FROM product WHERE price_minor IS NOT NULL OR cost_minor IS NOT NULL',
  'SELECT 1 FROM customer WHERE credit_limit_minor IS NOT NULL',
]

/** Gives the firm and whether amounts in its currency exist in this copy. */
export function getFirm(workspace: Workspace): Firm {
  const { id, name, currency } = workspace.firm()
  const fiscalYearStart = workspace.db.prepare<[Uint8Array], number>('SELECT fiscal_year_start FROM firm WHERE id = ?').pluck().get(id) ?? 1
  return { id: idText(id), name, currency, fiscalYearStart, hasMoney: hasMoney(workspace) }
}

/**
 * Sets some fields of the firm.
 *
 * Edge    the currency may change only as long as this copy holds no amount: nothing is converted. A copy that nobody merged yet may
 *         hold some; they keep the currency that they carry and stand apart in every sum.
 * Errors  `Forbidden`; refuses `currency-in-use`, `currency-unknown`.
 */
export function saveFirm(workspace: Workspace, fields: Fields): Firm {
  requireRight(workspace.actor, 'organisation.write')
  const { id, name, currency } = workspace.firm()
  if (fields.currency !== undefined && fields.currency !== currency) {
    if (!Intl.supportedValuesOf('currency').includes(fields.currency)) refuseField('currency', 'currency-unknown', { currency: fields.currency })
    if (hasMoney(workspace)) refuseField('currency', 'currency-in-use', { currency })
  }
  const row = definedOnly({ name: fields.name, currency: fields.currency, fiscal_year_start: fields.fiscalYearStart })
  workspace.write({ kind: 'firm.saved', detail: { name: fields.name ?? name } }, (records) => records.update('firm', id, row))
  return getFirm(workspace)
}

function hasMoney({ db }: Workspace): boolean {
  return AMOUNTS.some((sql) => db.prepare(`${sql} LIMIT 1`).get() !== undefined)
}
