import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitYear, targetSheet, type Target, type TargetOwner } from './target-grid.ts'

const region: TargetOwner = { id: 'region', name: 'Region', depth: 0, parentId: null }
const team: TargetOwner = { id: 'team', name: 'Team', depth: 1, parentId: 'region' }
const units = [region, team]
const scope = { year: 2025, by: 'unit', categoryId: null } as const

function target(period: string, unit: TargetOwner, amountMinor: number, more: Partial<Target> = {}): Target {
  return { id: `${unit.id}${period}`, period, orgUnit: { id: unit.id, name: unit.name }, employee: null, category: null, product: null, amountMinor, ...more }
}

describe('targetSheet', () => {
  it('places amounts by owner and month and sums the year', () => {
    const sheet = targetSheet(units, [target('2025-01', region, 100), target('2025-12', region, 50), target('2024-12', region, 9)], scope)
    expect(sheet.rows[0]?.months[0]).toBe(100)
    expect(sheet.rows[0]?.total).toBe(150)
    expect(sheet.rows[1]?.total).toBeNull()
  })

  it('does not count a team again whose region has a target', () => {
    const sheet = targetSheet(units, [target('2025-01', region, 100), target('2025-01', team, 60), target('2025-02', team, 40)], scope)
    expect(sheet.sums.slice(0, 3)).toEqual([100, 40, null])
    expect(sheet.sums[12]).toBe(140)
  })

  it('keeps targets of categories, products and employees apart', () => {
    const other = { id: 'x', name: 'X' }
    const targets = [
      target('2025-01', region, 1, { category: other }),
      target('2025-01', region, 2, { product: other }),
      target('2025-01', region, 4, { employee: other }),
    ]
    expect(targetSheet(units, targets, scope).sums[12]).toBeNull()
    expect(targetSheet(units, targets, { ...scope, categoryId: 'x' }).sums[12]).toBe(1)
    expect(targetSheet([{ ...region, id: 'x' }], targets, { ...scope, by: 'employee' }).sums[12]).toBe(4)
  })

  it('survives a tree with a circle', () => {
    const circle = [{ ...region, parentId: 'team' }, team]
    expect(targetSheet(circle, [target('2025-01', team, 5)], scope).sums[0]).toBe(5)
  })
})

describe('splitYear', () => {
  it('divides equally without months, and keeps the last cent', () => {
    expect(splitYear(1201, Array.from({ length: 12 }, () => null)).reduce((a, b) => a + b, 0)).toBe(1201)
    expect(splitYear(1200, Array.from({ length: 12 }, () => null))).toEqual(Array.from({ length: 12 }, () => 100))
  })
  it('adds up to the year for any months', () => {
    const months = fc.array(fc.option(fc.nat(1e9)), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(fc.nat(1e12), months, (total, weights) => {
        expect(splitYear(total, weights).reduce((a, b) => a + b, 0)).toBe(total)
      }),
    )
  })
})
