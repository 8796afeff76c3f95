import type { Customer } from '#shared/contract/customers.contract.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'

type Stored = Omit<Customer, 'id' | 'ownerId' | 'orgUnitId' | 'parentId'> & {
  id: Buffer
  ownerId: Buffer | null
  orgUnitId: Buffer | null
  parentId: Buffer | null
}

/** Gives one customer. Errors: `NotFound`. */
export function getCustomer(workspace: Workspace, id: string): Customer {
  const row = workspace.db
    .prepare<[Buffer], Stored>(
      `SELECT c.id, c.code, c.kind, c.name, c.short_name AS shortName, c.former_name AS formerName, c.credit_code AS creditCode, c.industry,
         c.region, c.address, c.phone, c.website, c.grade, c.source, c.life_cycle AS lifeCycle, c.owner_id AS ownerId,
         c.org_unit_id AS orgUnitId, c.parent_id AS parentId, c.preferred_channel AS preferredChannel,
         c.credit_limit_minor AS creditLimitMinor, c.credit_days AS creditDays, c.note,
         e.name AS ownerName, u.name AS orgUnitName, p.name AS parentName, c.created_at AS createdAt, c.updated_at AS updatedAt
       FROM customer c LEFT JOIN employee e ON e.id = c.owner_id LEFT JOIN org_unit u ON u.id = c.org_unit_id
       LEFT JOIN customer p ON p.id = c.parent_id WHERE c.id = ?`,
    )
    .get(idBytes(id))
  if (!row) throw new NotFound('customer')
  return { ...row, id: idText(row.id), ownerId: idText(row.ownerId), orgUnitId: idText(row.orgUnitId), parentId: idText(row.parentId) }
}
