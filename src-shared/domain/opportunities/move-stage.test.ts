import { describe, expect, it } from 'vitest'
import { moveStage, type Deal } from './move-stage.ts'

const open: Deal = { outcome: 'open', amountMinor: null, closedOn: null, reason: null }
const today = '2026-03-18'

describe('moveStage', () => {
  it('refuses a loss without a reason and a win without an amount', () => {
    expect(moveStage(open, { to: 'lost', today })).toEqual({ ok: false, error: { kind: 'lost-without-reason' } })
    expect(moveStage(open, { to: 'won', today })).toEqual({ ok: false, error: { kind: 'won-without-amount' } })
  })

  it('closes today, or on the given day', () => {
    expect(moveStage(open, { to: 'won', amountMinor: 0, today })).toMatchObject({ ok: true, value: { closedOn: today, amountMinor: 0 } })
    expect(moveStage(open, { to: 'lost', reason: '价格', closedOn: '2026-03-01', today })).toMatchObject({ value: { closedOn: '2026-03-01', reason: '价格' } })
    expect(moveStage(open, { to: 'void', today })).toMatchObject({ ok: true, value: { closedOn: today, reason: null } })
  })

  it('opens again without close date and reason', () => {
    const lost: Deal = { outcome: 'lost', amountMinor: 5, closedOn: '2026-01-01', reason: '价格' }
    expect(moveStage(lost, { to: 'open', today })).toEqual({ ok: true, value: { amountMinor: 5, closedOn: null, reason: null } })
    expect(moveStage(lost, { to: 'lost', today })).toEqual({ ok: true, value: { amountMinor: 5, closedOn: '2026-01-01', reason: '价格' } })
    expect(moveStage(lost, { to: 'won', today })).toEqual({ ok: true, value: { amountMinor: 5, closedOn: today, reason: null } })
  })
})
