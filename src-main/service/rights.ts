import { type Action, mayDo, maySetOwner } from '#shared/domain/rights/rights.ts'
import { idText } from './db/record-id.ts'
import type { Actor } from './db/workspace.ts'
import { Forbidden } from './refusal.ts'

/** Stops a command that the person's role may not do. Errors: `Forbidden`. */
export function requireRight(actor: Actor, action: Action): void {
  if (!mayDo(actor.role, action)) throw new Forbidden(action)
}

/** Stops a command that sets an owner whom this person may not set; undefined sets none. Errors: `Forbidden`. */
export function requireOwnerRight(actor: Actor, ownerId: string | null | undefined): void {
  if (ownerId !== undefined && !maySetOwner(actor.role, idText(actor.employeeId), ownerId)) throw new Forbidden('customers.assign')
}
