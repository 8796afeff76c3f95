import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRange } from './byte-range.ts'

describe('parseRange', () => {
  it.each([
    ['bytes=0-', { start: 0, end: 100 }],
    ['bytes=40-', { start: 40, end: 100 }],
    ['bytes=40-49', { start: 40, end: 50 }],
    ['bytes=40-4000', { start: 40, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-1000', { start: 0, end: 100 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=9-8', null],
    ['bytes=-', null],
    ['bytes=0-1,5-6', null],
    ['lines=0-1', null],
    [undefined, null],
  ])('reads %s', (header, expected) => {
    expect(parseRange(header, 100)).toEqual(expected)
  })

  it('never leaves the bundle, whatever is asked', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^bytes=\d{0,14}-\d{0,14}$/), fc.integer({ min: 1, max: 1000 }), (header, size) => {
        const part = parseRange(header, size)
        if (part === null || part === 'unsatisfiable') return
        expect(part.start).toBeGreaterThanOrEqual(0)
        expect(part.end).toBeLessThanOrEqual(size)
        expect(part.start).toBeLessThan(part.end)
      }),
    )
  })
})
