import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aheadMs, FUTURE_LIMIT_MS, hlcFromMs, msFromHlc, observe, tick } from './clock.ts'

const NOW = Date.UTC(2026, 6, 1, 8)
const wall = fc.integer({ min: Date.UTC(1999, 0, 1), max: Date.UTC(2088, 11, 31) })

describe('tick', () => {
  it('grows strictly, whatever the wall clock does', () => {
    fc.assert(
      fc.property(fc.array(wall, { minLength: 1, maxLength: 50 }), (walls) => {
        let last = 0
        for (const ms of walls) {
          const next = tick(last, ms)
          expect(next).toBeGreaterThan(last)
          expect(Number.isSafeInteger(next)).toBe(true)
          last = next
        }
      }),
    )
  })
  it('follows the wall clock corrected by the offset', () => {
    expect(msFromHlc(tick(0, NOW, 5_000))).toBe(NOW + 5_000)
  })
  it('carries into the milliseconds when more than 4096 writes fall into one', () => {
    let last = tick(0, NOW)
    for (let i = 0; i < 5_000; i++) last = tick(last, NOW)
    expect(msFromHlc(last)).toBe(NOW + 1)
  })
  it('stays a safe integer in 2089', () => {
    expect(Number.isSafeInteger(tick(0, Date.UTC(2089, 0, 1)))).toBe(true)
  })
})

describe('observe', () => {
  it('moves our clock up to one that was met', () => {
    const met = hlcFromMs(NOW + 60_000)
    expect(observe(hlcFromMs(NOW), met, NOW)).toBe(met)
  })
  it('keeps our clock when the other one is behind', () => {
    expect(observe(hlcFromMs(NOW), hlcFromMs(NOW - 1), NOW)).toBe(hlcFromMs(NOW))
  })
  it('does not follow a clock from the future', () => {
    const last = hlcFromMs(NOW)
    expect(observe(last, hlcFromMs(NOW + FUTURE_LIMIT_MS + 1), NOW)).toBe(last)
    expect(observe(last, hlcFromMs(NOW + FUTURE_LIMIT_MS), NOW)).toBe(hlcFromMs(NOW + FUTURE_LIMIT_MS))
  })
})

describe('msFromHlc', () => {
  it('reads back the millisecond of a clock', () => {
    fc.assert(fc.property(fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2088, 0, 1) }), (ms) => msFromHlc(hlcFromMs(ms)) === ms))
  })
})

describe('aheadMs', () => {
  it('is zero for a clock of the past', () => {
    expect(aheadMs(hlcFromMs(NOW - 1_000), NOW)).toBe(0)
    expect(aheadMs(hlcFromMs(NOW + 1_000), NOW)).toBe(1_000)
  })
})
