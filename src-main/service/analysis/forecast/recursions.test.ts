import { describe, expect, it } from 'vitest'
import { AIR_PASSENGERS as y } from './air-passengers.fixture.ts'
import { hasSeason, seasonalIndices } from './decompose.ts'
import { holtWinters, holtWintersFixed, holtWintersPath } from './holt-winters.ts'
import { croston, dampedPath, holtDamped, holtFixed, ses, sesFixed } from './smoothing.ts'
import { mannKendall, theilSenSlope } from './trend.ts'

const near = (actual: number | undefined, published: number, relative = 1e-6): void => {
  expect(Math.abs((actual ?? Number.NaN) - published)).toBeLessThanOrEqual(relative * Math.abs(published))
}

describe('holtWintersFixed', () => {
  it('agrees with R for fixed parameters', () => {
    const fit = holtWintersFixed(y, 'multiplicative', { alpha: 0.3, beta: 0.1, gamma: 0.2 })
    near(fit.sse, 34270.3777195137)
    near(fit.level, 497.5052393871)
    near(fit.trend, 4.0537805776)
    const published = [
      455.6061850758, 448.9072902481, 519.9360317442, 517.93642945, 520.3332851675, 593.482102859, 660.2402574847, 650.1822795569,
      557.4922473075, 492.2472548792, 430.1042739726, 484.9937442355,
    ]
    holtWintersPath(fit, 12).forEach((value, i) => near(value, published[i] ?? 0))
  })

  it('gives the published parameters their published error and path', () => {
    const fit = holtWintersFixed(y, 'multiplicative', { alpha: 0.27559247474, beta: 0.032692952734, gamma: 0.87072922227 })
    near(fit.sse, 16570.7778669999)
    near(holtWintersPath(fit, 12)[6], 666.5922934204)
    near(holtWintersPath(fit, 24)[23], 499.028104306)
  })
})

describe('holtWinters', () => {
  it('reaches the published multiplicative fit', () => {
    const fit = holtWinters(y, 'multiplicative')
    expect(fit.sse).toBeLessThanOrEqual(16570.78)
    near(fit.alpha, 0.2755925, 0.01)
    near(fit.beta, 0.03269295, 0.01)
    near(fit.gamma, 0.8707292, 0.01)
  })

  it('reaches the published additive fit, whose gamma lies on the border', () => {
    const fit = holtWinters(y, 'additive')
    expect(fit.sse).toBeLessThanOrEqual(21860.19)
    near(fit.alpha, 0.24795948974, 0.01)
    near(fit.gamma, 1, 0.01)
    near(holtWintersPath(fit, 1)[0], 453.4977217513, 1e-3)
  })
})

describe('ses', () => {
  it('agrees with the published recursion for alpha 0.3', () => {
    near(sesFixed(y, 0.3).sse, 301000.944860963)
    near(sesFixed(y, 0.3).level, 461.7665886331)
  })

  it('is never worse than any fixed alpha from the first value', () => {
    const best = ses(y).sse
    for (let alpha = 0.05; alpha < 1; alpha += 0.05) expect(best).toBeLessThanOrEqual(sesFixed(y, alpha).sse + 1e-6)
  })

  it('answers for nothing and for one value', () => {
    expect(ses([]).level).toBe(0)
    expect(ses([7]).level).toBe(7)
  })
})

describe('holtDamped', () => {
  it('follows a line and flattens out beyond it', () => {
    const line = Array.from({ length: 30 }, (_, t) => 10 + 2 * t)
    const fit = holtDamped(line)
    const path = dampedPath(fit.level, fit.trend, fit.phi, 3)
    expect(path[0]).toBeGreaterThan(68)
    expect((path[2] ?? 0) - (path[1] ?? 0)).toBeLessThan((path[1] ?? 0) - (path[0] ?? 0))
    expect(holtFixed([1, 2, 3, 4], 0.5, 0.5, 1)).toMatchObject({ level: 4, trend: 1, sse: 0 })
  })
})

describe('croston', () => {
  it('agrees with R and with the bias correction', () => {
    const demand = [0, 0, 5, 0, 0, 0, 7, 0, 0, 3, 0, 6, 0, 0, 0, 0, 4, 0, 8, 0, 0, 0, 5, 0]
    near(croston(demand).rate, 1.6619792163)
    near(croston(demand).sba, 1.5788802555)
    expect(croston([0, 0, 0]).sba).toBe(0)
  })
})

describe('seasonalIndices', () => {
  it('are the published indices of January to December', () => {
    const multiplicative = [
      0.91023036737, 0.88362532069, 1.0073662876, 0.97590601232, 0.9813780275, 1.1127758267, 1.2265555429, 1.2199109694, 1.0604919326,
      0.92175724041, 0.80117808241, 0.89882438999,
    ]
    seasonalIndices(y, 'multiplicative')?.forEach((index, i) => near(index, multiplicative[i] ?? 0))
    const additive = seasonalIndices(y, 'additive')
    near(additive?.[0], -24.7487373737)
    near(additive?.[6], 63.8308080808)
  })

  it('refuse less than two years, and ratios of values that are not positive', () => {
    expect(seasonalIndices(y.slice(0, 23), 'additive')).toBeNull()
    expect(seasonalIndices(y.map((value, t) => (t === 5 ? 0 : value)), 'multiplicative')).toBeNull()
  })
})

describe('hasSeason', () => {
  it('sees the yearly pattern from 36 months on and none in a constant', () => {
    expect([hasSeason(y), hasSeason(y.slice(0, 35)), hasSeason(new Array<number>(60).fill(5))]).toEqual([true, false, false])
  })
})

describe('theilSenSlope and mannKendall', () => {
  it('give the published slope of the yearly totals', () => {
    const years = [1520, 1676, 2042, 2364, 2700, 2867, 3408, 3939, 4421, 4572, 5140, 5714]
    near(theilSenSlope(years) ?? undefined, 380.3363636364)
    expect(mannKendall(years)?.s).toBe(66)
    expect(mannKendall(years)?.p).toBeLessThan(1e-4)
    expect(mannKendall([5, 5, 5, 5, 5])?.p).toBe(1)
    expect([theilSenSlope([1]), mannKendall([1, 2, 3])]).toEqual([null, null])
  })
})
