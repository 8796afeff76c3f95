import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headToHeadPrior, shrinkagePrior, shrunkRate, wilsonInterval, winRateTest } from './rates.ts'
import { betaCdf, chiSquareP, logGamma, normalUpper } from './special-functions.ts'

const outcomes = fc.record({ won: fc.nat(60), lost: fc.nat(60) })

describe('special functions', () => {
  it('agree with tabulated values', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13)
    expect(logGamma(10)).toBeCloseTo(Math.log(362_880), 12)
    expect(chiSquareP(3.841458820694124, 1)).toBeCloseTo(0.05, 12)
    expect(chiSquareP(18.307038053275146, 10)).toBeCloseTo(0.05, 12)
    expect(normalUpper(1.959963984540054)).toBeCloseTo(0.025, 12)
    expect(normalUpper(-1.2815515655446004)).toBeCloseTo(0.9, 12)
    // I_x(2, 3) = 6x^2 - 8x^3 + 3x^4
    expect(betaCdf(0.3, 2, 3)).toBeCloseTo(6 * 0.09 - 8 * 0.027 + 3 * 0.0081, 13)
  })
})

describe('wilsonInterval', () => {
  it('has no answer without trials and keeps a width for 10 of 10', () => {
    expect(wilsonInterval(0, 0)).toBeNull()
    const all = wilsonInterval(10, 10)
    expect(all?.high).toBeCloseTo(1, 12)
    expect(all?.low).toBeCloseTo(0.7224672, 6)
  })

  it('contains the observed rate and stays in 0..1', () => {
    fc.assert(
      fc.property(outcomes, ({ won, lost }) => {
        const interval = wilsonInterval(won, won + lost)
        if (!interval) return won + lost === 0
        const rate = won / (won + lost)
        return interval.low >= 0 && interval.high <= 1 && interval.low <= rate + 1e-12 && interval.high >= rate - 1e-12
      }),
    )
  })
})

describe('headToHeadPrior and shrunkRate', () => {
  it('give the worked competitor example', () => {
    const prior = headToHeadPrior({ won: 11, lost: 9 })
    expect(prior.a).toBeCloseTo(3.2, 12)
    const x = shrunkRate({ won: 2, lost: 6 }, prior)
    expect(x.mean).toBeCloseTo(0.37142857142857144, 12)
    expect(x.low).toBeCloseTo(0.14885417322812633, 9)
    expect(x.high).toBeCloseTo(0.6287192216981872, 9)
    const y = shrunkRate({ won: 4, lost: 1 }, prior)
    expect([y.mean, y.low, y.high].map((v) => v.toFixed(6))).toEqual(['0.654545', '0.365854', '0.890321'])
  })
})

describe('shrinkagePrior', () => {
  it('uses 20 pseudo-deals at the overall rate with few groups', () => {
    expect(shrinkagePrior([{ won: 3, lost: 1 }, { won: 0, lost: 4 }])).toEqual({ a: 7.5, b: 12.5, method: 'pseudo-deals' })
  })

  it('pulls alike groups together completely and different groups hardly', () => {
    const alike = Array.from({ length: 12 }, () => ({ won: 30, lost: 20 }))
    const prior = shrinkagePrior(alike)
    expect(prior.a + prior.b).toBeGreaterThan(1000)
    const different = Array.from({ length: 12 }, (_, i) => (i % 2 ? { won: 45, lost: 5 } : { won: 5, lost: 45 }))
    expect(shrinkagePrior(different).a + shrinkagePrior(different).b).toBeLessThan(3)
  })

  it('stays proper when nobody ever won', () => {
    const prior = shrinkagePrior([{ won: 0, lost: 9 }])
    expect(prior.a).toBeGreaterThan(0)
    expect(shrinkagePrior([]).method).toBe('uniform')
  })

  it('moves every rate between its own and the prior mean', () => {
    fc.assert(
      fc.property(fc.array(outcomes, { minLength: 1, maxLength: 15 }), (groups) => {
        const prior = shrinkagePrior(groups)
        const centre = prior.a / (prior.a + prior.b)
        return groups.every((group) => {
          const rate = shrunkRate(group, prior)
          const n = group.won + group.lost
          const raw = n === 0 ? centre : group.won / n
          return (
            rate.mean >= Math.min(raw, centre) - 1e-9 && rate.mean <= Math.max(raw, centre) + 1e-9 && rate.low < rate.high
          )
        })
      }),
      { numRuns: 40 },
    )
  })
})

describe('winRateTest', () => {
  it('gives the value computed by hand', () => {
    // 2x2 table 30/20, 20/30: chi2 = 100 (30*30-20*20)^2 / 50^4 = 4
    const test = winRateTest([{ won: 30, lost: 20 }, { won: 20, lost: 30 }])
    expect(test?.value).toBeCloseTo(4, 12)
    expect(test?.df).toBe(1)
    expect(test?.p).toBeCloseTo(0.0455002638963584, 12)
  })

  it('has no answer for one group or for only wins', () => {
    expect(winRateTest([{ won: 3, lost: 4 }])).toBeNull()
    expect(winRateTest([{ won: 3, lost: 0 }, { won: 2, lost: 0 }])).toBeNull()
  })
})
