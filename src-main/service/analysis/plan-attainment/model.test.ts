import { describe, expect, it } from 'vitest'
import { seededRandom } from '../rules/random.ts'
import { elapsedShare, isWorkday } from '../rules/workdays.ts'
import { hitProbability, planAttainment } from './model.ts'
import type { PlanMonth } from './model.ts'
import { PlanTree } from './plan-tree.ts'
import type { TargetRow } from './plan-tree.ts'

const PLAN = [80, 70, 90, 100, 100, 110, 90, 80, 110, 120, 130, 120]
const ACTUAL = [75, 72, 95, 90, 104]

function year(plan: readonly (number | null)[], actual: readonly number[], elapsed = actual.length): PlanMonth[] {
  return plan.map((planMinor, i) => ({
    month: `2025-${String(i + 1).padStart(2, '0')}`,
    planMinor,
    actualMinor: actual[i] ?? 0,
    elapsed: Math.min(1, Math.max(0, elapsed - i)),
  }))
}

describe('planAttainment', () => {
  it('gives the worked example', () => {
    const result = planAttainment(year(PLAN, ACTUAL))
    expect(result).toMatchObject({ planMinor: 440, actualMinor: 436, yearPlanMinor: 1200, gapMinor: 764 })
    expect(result.attainment).toBeCloseTo(0.990909090909091, 12)
    expect(result.projectionLinearMinor).toBeCloseTo(1046.4, 9)
    expect(result.projectionSeasonalMinor).toBeCloseTo(1189.0909090909092, 9)
    expect(result.requiredPerPeriodMinor).toBeCloseTo(109.14285714285714, 9)
    expect(result.requiredVsPlan).toBeCloseTo(1.0052631578947369, 12)
  })

  it('counts only the part of the current month that has passed', () => {
    const result = planAttainment(year(PLAN, [75, 36], 1.5))
    expect(result).toMatchObject({ planMinor: 115, actualMinor: 111 })
    expect(result.requiredPerPeriodMinor).toBeCloseTo((1200 - 111) / 10.5, 12)
  })

  it('has no percentage without a plan or on a negative one', () => {
    expect(planAttainment(year(PLAN.map(() => null), ACTUAL))).toMatchObject({ planMinor: null, attainment: null, yearPlanMinor: null, gapMinor: null, actualMinor: 436 })
    expect(planAttainment(year(PLAN.map(() => -10), ACTUAL))).toMatchObject({ attainment: null, gapMinor: -556, projectionSeasonalMinor: null })
    expect(planAttainment([])).toMatchObject({ attainment: null, requiredPerPeriodMinor: null })
  })

  it('requires nothing per period once the year is over', () => {
    expect(planAttainment(year(PLAN, PLAN)).requiredPerPeriodMinor).toBeNull()
    expect(planAttainment(year(PLAN, PLAN))).toMatchObject({ attainment: 1, bias: 0, mape: 0 })
  })
})

describe('hitProbability', () => {
  const errors = Array.from({ length: 40 }, (_, i) => ({ forecast: 100, actual: 80 + i }))
  const coming = Array.from({ length: 6 }, (_, i) => ({ forecastMinor: 100, step: i + 1, weight: 1 }))

  it('is near a half on the forecast, falls with the gap and repeats with its seed', () => {
    const at = (gap: number): number => hitProbability(gap, coming, errors, seededRandom(1)) ?? Number.NaN
    expect(at(597)).toBeGreaterThan(0.4)
    expect(at(597)).toBeLessThan(0.6)
    expect(at(500)).toBeGreaterThan(at(597))
    expect(at(900)).toBe(0)
    expect(at(597)).toBe(at(597))
  })

  it('has no answer on few past errors', () => {
    expect(hitProbability(1, coming, errors.slice(0, 11), seededRandom(1))).toBeNull()
  })
})

describe('PlanTree', () => {
  const tree = {
    units: [
      { id: 'root', code: null, name: 'root', parentId: null, position: 0 },
      { id: 'east', code: null, name: 'east', parentId: 'root', position: 0 },
      { id: 'west', code: null, name: 'west', parentId: 'root', position: 1 },
    ],
    employees: [
      { id: 'anna', code: null, name: 'anna', unitId: 'east' },
      { id: 'ben', code: null, name: 'ben', unitId: 'east' },
      { id: 'cleo', code: null, name: 'cleo', unitId: 'west' },
    ],
  }
  const target = (owner: Partial<TargetRow>, amountMinor: number): TargetRow => ({
    period: '2025-01', unitId: null, employeeId: null, categoryId: null, productId: null, amountMinor, ...owner,
  })

  it('adds up what is below and lets a target of its own stand', () => {
    const plans = new PlanTree(tree, [target({ employeeId: 'anna' }, 10), target({ employeeId: 'ben' }, 20), target({ unitId: 'west' }, 50), target({ employeeId: 'cleo' }, 40)])
    expect(plans.planOf({ kind: 'unit', id: 'east' }, '2025-01')).toBe(30)
    expect(plans.planOf({ kind: 'unit', id: 'west' }, '2025-01')).toBe(50)
    expect(plans.planOf({ kind: 'firm' }, '2025-01')).toBe(80)
    expect(plans.planOf({ kind: 'firm' }, '2025-02')).toBeNull()
  })

  it('takes a whole amount before amounts by category, and those before amounts by product', () => {
    const byCategory = [target({ employeeId: 'anna', categoryId: 'x' }, 3), target({ employeeId: 'anna', categoryId: 'y' }, 4)]
    expect(new PlanTree(tree, [...byCategory, target({ employeeId: 'anna', productId: 'p' }, 99)]).planOf({ kind: 'employee', id: 'anna' }, '2025-01')).toBe(7)
    expect(new PlanTree(tree, [...byCategory, target({ employeeId: 'anna' }, 10)]).planOf({ kind: 'employee', id: 'anna' }, '2025-01')).toBe(10)
  })

  it('ends on a loop of units and counts people whose unit is unknown under the firm', () => {
    const looped = { ...tree, units: [{ id: 'a', code: null, name: 'a', parentId: 'b', position: 0 }, { id: 'b', code: null, name: 'b', parentId: 'a', position: 0 }] }
    const plans = new PlanTree(looped, [target({ employeeId: 'anna' }, 10)])
    expect(plans.planOf({ kind: 'unit', id: 'a' }, '2025-01')).toBeNull()
    expect(plans.planOf({ kind: 'firm' }, '2025-01')).toBe(10)
  })
})

describe('elapsedShare', () => {
  it('counts working days with holidays and made-up days', () => {
    expect(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map((day) => isWorkday(day, new Map()))).toEqual([true, false, false, true])
    const exceptions = new Map([['2026-11-02', 'rest' as const], ['2026-11-07', 'work' as const]])
    // 2026-11 has 21 working days; one off, one added.
    expect(elapsedShare('2026-11', '2026-11-08', exceptions)).toBeCloseTo(5 / 21, 12)
    expect([elapsedShare('2026-10', '2026-11-08', exceptions), elapsedShare('2026-12', '2026-11-08', exceptions)]).toEqual([1, 0])
    expect(elapsedShare('2026-11', '2026-11-30', exceptions)).toBe(1)
  })
})
