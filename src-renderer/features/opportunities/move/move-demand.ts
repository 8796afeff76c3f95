import type { Opportunity } from '#shared/contract/opportunities.contract.ts'

export interface MoveDemand {
  /** A lost deal says why. */
  readonly needsReason: boolean
  readonly asksRival: boolean
  /** A won deal has an amount. */
  readonly needsAmount: boolean
  readonly asksCloseDate: boolean
}

/**
 * Says what has to be asked before a deal may stand in a stage; null where nothing has to be.
 *
 * Edge    winning always asks, so that amount and date are looked at once; dropping into "void" or an open stage never does.
 */
export function moveDemand(outcome: Opportunity['outcome']): MoveDemand | null {
  switch (outcome) {
    case 'won':
      return { needsReason: false, asksRival: false, needsAmount: true, asksCloseDate: true }
    case 'lost':
      return { needsReason: true, asksRival: true, needsAmount: false, asksCloseDate: true }
    case 'open':
    case 'void':
      return null
  }
}
