import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AIR_PASSENGERS } from './air-passengers.fixture.ts'
import { shrunkIndices } from './decompose.ts'
import { etsPath, fitBestEts, fitEts } from './ets.ts'
import { forecastFile } from './forecast-file.ts'
import { forecastSeries } from './forecast-series.ts'
import { classicalTheta } from './members.ts'

const train = AIR_PASSENGERS.slice(0, 132)
const test = AIR_PASSENGERS.slice(132)

/** Mean absolute scaled error of 1960, scaled by the seasonal naive errors of the training years. */
function mase(path: readonly number[]): number {
  const scale = train.slice(12).reduce((sum, value, i) => sum + Math.abs(value - (train[i] ?? 0)), 0) / 120
  return test.reduce((sum, value, h) => sum + Math.abs(value - (path[h] ?? 0)), 0) / 12 / scale
}

describe('classicalTheta', () => {
  it('gives the published path and error for 1960', () => {
    const path = classicalTheta.predict(train, 12)
    const published = [
      411.3257035949, 402.2312347446, 462.8329558604, 444.6271661028, 447.8843941832, 509.5406979142, 561.7793522987, 559.3986603141,
      490.3769495847, 427.2361699486, 371.9181868827, 418.961791194,
    ]
    path.forEach((value, h) => expect(Math.abs(value / (published[h] ?? 1) - 1)).toBeLessThan(1e-5))
    expect(mase(path)).toBeCloseTo(0.86484706784, 4)
  })
})

describe('fitBestEts', () => {
  it('comes within two units of the published AICc without optimising start indices, and forecasts better', () => {
    const fit = fitEts(AIR_PASSENGERS, { error: 'M', trend: 'Ad', season: 'M' })
    expect(fit?.aicc).toBeLessThan(1400.6384 + 2)
    const best = fitBestEts(train, ['N', 'A', 'M'])
    expect(best?.form.season).toBe('M')
    expect(best && mase(etsPath(best, train, 12))).toBeLessThan(0.749)
  })
})

describe('shrunkIndices', () => {
  it('leave a clear season alone and take most of a chance season away', () => {
    const air = shrunkIndices(AIR_PASSENGERS, 'multiplicative')
    expect(air?.[6]).toBeGreaterThan(1.22)
    // A fixed sequence without season: multiples of the golden ratio, modulo 1.
    const noise = Array.from({ length: 72 }, (_, t) => 100 + 20 * ((t * t * 0.6180339887) % 1))
    const spread = (indices: number[] | null): number => Math.max(...(indices ?? [0])) - Math.min(...(indices ?? [0]))
    expect(spread(shrunkIndices(noise, 'multiplicative'))).toBeLessThan(0.1)
  })
})

describe('forecastSeries', () => {
  it('beats Theta, seasonal naive and multiplicative Holt-Winters on 1960', () => {
    const forecast = forecastSeries(train, 12)
    expect(forecast.seasonal).toBe(true)
    expect(mase(forecast.points)).toBeLessThan(0.7939)
    const covered = test.filter((value, h) => value >= (forecast.lo95[h] ?? 0) && value <= (forecast.hi95[h] ?? 0)).length
    expect(covered).toBeGreaterThanOrEqual(10)
  })

  it('chooses by length', () => {
    const methodOf = (n: number): string => forecastSeries(AIR_PASSENGERS.slice(0, n), 6).method
    expect([0, 1, 5, 8, 14, 26, 40, 70].map(methodOf)).toEqual([
      'none', 'mean-12', 'mean-12', 'ses', 'mean-snaive-theta', 'mean-snaive-theta-ets', 'mean-theta-ets', 'mean-theta-ets',
    ])
    expect(forecastSeries([5, 6], 6)).toMatchObject({ points: [5.5], notes: ['short'] })
  })

  it('uses Croston for lumpy demand and 0 after a year without any', () => {
    const lumpy = [3, 0, 5, 0, 0, 0, 7, 0, 0, 3, 0, 6, 0, 0, 0, 0, 4, 0, 8, 0, 0, 0, 5, 0]
    expect(forecastSeries(lumpy, 3).method).toBe('croston-sba')
    const stopped = [...train.slice(0, 20), ...new Array<number>(12).fill(0)]
    expect(forecastSeries(stopped, 2)).toMatchObject({ method: 'stopped', points: [0, 0], notes: ['stopped'] })
  })

  it('does not count the months before the first sale', () => {
    expect(forecastSeries([0, 0, 0, ...train.slice(0, 20)], 3).n).toBe(20)
  })

  it('answers any series without NaN and with ranges around each point', () => {
    const value = fc.oneof(fc.integer({ min: -1000, max: 100_000 }), fc.constant(0))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.integer({ min: 1, max: 14 }), (values, horizon) => {
        const f = forecastSeries(values, horizon)
        return f.points.every((point, h) => {
          const bounds = [f.lo95[h], f.lo80[h], f.hi80[h], f.hi95[h]].map(Number)
          const [lo95 = Number.NaN, lo80 = Number.NaN, hi80 = Number.NaN, hi95 = Number.NaN] = bounds
          // Where every month was positive a bound stops at 0, even under a forecast below 0.
          return [point, ...bounds].every(Number.isFinite) && lo95 <= lo80 && lo80 <= Math.max(point, 0) && point <= hi80 && hi80 <= hi95
        })
      }),
      { numRuns: 150 },
    )
  })
})

describe('forecastFile', () => {
  it('reads CSV with missing months as 0 and names the months ahead', () => {
    const [first, second] = forecastFile('series,month,value\n"a, b",2024-01,10\n"a, b",2024-03,20\nx,2024-05-01,1\n', 2)
    expect(first).toMatchObject({ id: 'a, b', n: 3, months: ['2024-04', '2024-05'], points: [10] })
    expect(second?.id).toBe('x')
  })

  it('reads JSON lines', () => {
    const [only] = forecastFile(`${JSON.stringify({ id: 'air', values: AIR_PASSENGERS })}\n`, 12)
    expect(only?.points).toHaveLength(12)
    expect(only?.months).toBeNull()
  })

  it('says which line is wrong and how', () => {
    expect(() => forecastFile('a,b\n1,2', 3)).toThrow('line 1: the header must name')
    expect(() => forecastFile('series,month,value\na,2024-13,1', 3)).toThrow('line 2: month "2024-13"')
    expect(() => forecastFile('series,month,value\na,2024-01,x', 3)).toThrow('line 2: value "x"')
    expect(() => forecastFile('series,month,value\na,2024-01,1\na,2024-01,2', 3)).toThrow('line 3: month 2024-01 of series "a" occurs twice')
    expect(() => forecastFile('{"id":1,"values":[1,"2"]}', 3)).toThrow('line 1: value 2 is not a number')
    expect(() => forecastFile('{"id":1', 3)).toThrow('line 1: not JSON')
    expect(() => forecastFile('', 3)).toThrow('header')
  })
})
