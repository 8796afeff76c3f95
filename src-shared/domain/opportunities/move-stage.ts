import { err, ok, type Result } from '../../kernel/result.ts'

export type Outcome = 'open' | 'won' | 'lost' | 'void'

export interface Deal {
  readonly outcome: Outcome
  readonly amountMinor: number | null
  readonly closedOn: string | null
  readonly reason: string | null
}

export interface Move {
  readonly to: Outcome
  readonly amountMinor?: number | undefined
  readonly reason?: string | undefined
  readonly closedOn?: string | undefined
  readonly today: string
}

export type MoveRefusal = { readonly kind: 'lost-without-reason' } | { readonly kind: 'won-without-amount' }
export type MovedDeal = Omit<Deal, 'outcome'>

/**
 * Decides whether a deal may go to a stage and what that sets: winning or losing closes it, going back to an open stage opens it again.
 *
 * Edge    moving between two end stages of one outcome keeps the day it was closed, unless a day is given.
 */
export function moveStage(deal: Deal, move: Move): Result<MovedDeal, MoveRefusal> {
  const amountMinor = move.amountMinor ?? deal.amountMinor
  if (move.to === 'open') return ok({ amountMinor, closedOn: null, reason: null })
  const reason = move.reason ?? (deal.outcome === move.to ? deal.reason : null)
  if (move.to === 'lost' && reason === null) return err({ kind: 'lost-without-reason' })
  if (move.to === 'won' && amountMinor === null) return err({ kind: 'won-without-amount' })
  const kept = deal.outcome === move.to ? deal.closedOn : null
  return ok({ amountMinor, reason, closedOn: move.closedOn ?? kept ?? move.today })
}
