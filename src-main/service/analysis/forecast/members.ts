import { deseasonalise, hasSeason, PERIOD, reseasonalise, seasonalIndices, shrunkIndices } from './decompose.ts'
import type { SeasonKind } from './decompose.ts'
import { etsPath, fitBestEts } from './ets.ts'
import { ses } from './smoothing.ts'
import { dynamicThetaPath, fitDynamicTheta, thetaPath } from './theta.ts'

/** Forecasts `horizon` steps after `values`, which is the fitted series or its beginning. */
export type Predict = (values: readonly number[], horizon: number) => number[]

export interface Member {
  readonly name: string
  readonly predict: Predict
}

/** Gives the mean of the last twelve months, as far as there are twelve. */
export const flatMean: Member = {
  name: 'mean-12',
  predict: (values, horizon) => {
    const last = values.slice(-PERIOD)
    return flat(last.reduce((a, b) => a + b, 0) / Math.max(1, last.length), horizon)
  },
}

export const simpleSmoothing: Member = { name: 'ses', predict: (values, horizon) => flat(ses(values).level, horizon) }

/** Repeats the last year; with less than a year, the last value. */
export const seasonalNaive: Member = {
  name: 'seasonal-naive',
  predict: (values, horizon) => {
    const from = values.length - PERIOD
    return Array.from({ length: horizon }, (_, h) => values[from < 0 ? values.length - 1 : from + (h % PERIOD)] ?? 0)
  },
}

/** The Theta method as published: season by classical indices where the autocorrelation test finds one. */
export const classicalTheta: Member = {
  name: 'theta',
  predict: (values, horizon) => {
    const kind = kindOf(values)
    return throughSeason(values, horizon, hasSeason(values) ? seasonalIndices(values, kind) : null, kind, thetaPath)
  },
}

/** The Theta method on a series whose season was taken out by shrunken indices. */
export const shrunkTheta: Member = {
  name: 'theta-shrunk-season',
  predict: (values, horizon) => {
    const kind = kindOf(values)
    return throughSeason(values, horizon, shrunkIndices(values, kind), kind, thetaPath)
  },
}

/** The dynamic Theta model with shrunken season; its parameters are fitted once, to the whole series. */
export function dynamicTheta(series: readonly number[]): Member {
  const kind = kindOf(series)
  const indices = shrunkIndices(series, kind)
  const fit = fitDynamicTheta(indices ? deseasonalise(series, indices, kind) : series)
  return {
    name: 'dynamic-theta',
    predict: (values, horizon) =>
      throughSeason(values, horizon, shrunkIndices(values, kind), kind, (adjusted, steps) =>
        fit ? dynamicThetaPath(fit, adjusted, steps) : thetaPath(adjusted, steps),
      ),
  }
}

/** Exponential smoothing chosen by AICc, with its season inside; null where no form can be fitted. */
export function etsMember(series: readonly number[]): Member | null {
  const fit = fitBestEts(series, ['N', 'A', 'M'])
  return fit && { name: 'ets', predict: (values, horizon) => etsPath(fit, values, horizon) }
}

/** Exponential smoothing without season, on a series whose season was taken out by shrunken indices. */
export function shrunkEts(series: readonly number[]): Member | null {
  const kind = kindOf(series)
  const indices = shrunkIndices(series, kind)
  const fit = indices && fitBestEts(deseasonalise(series, indices, kind), ['N'])
  if (!fit) return null
  return {
    name: 'ets-shrunk-season',
    predict: (values, horizon) =>
      throughSeason(values, horizon, shrunkIndices(values, kind), kind, (adjusted, steps) => etsPath(fit, adjusted, steps)),
  }
}

/** Gives one member that answers with the mean of several; those that could not be fitted are left out. */
export function meanOf(name: string, members: readonly (Member | null)[]): Member {
  const used = members.filter((member) => member !== null)
  return {
    name,
    predict: (values, horizon) => {
      const paths = used.map((member) => member.predict(values, horizon))
      return Array.from({ length: horizon }, (_, h) => paths.reduce((total, path) => total + (path[h] ?? 0), 0) / paths.length)
    },
  }
}

/** Zeros or negative values have no ratios: their season is added, not multiplied. */
export function kindOf(values: readonly number[]): SeasonKind {
  return values.every((value) => value > 0) ? 'multiplicative' : 'additive'
}

function throughSeason(
  values: readonly number[],
  horizon: number,
  indices: readonly number[] | null,
  kind: SeasonKind,
  path: (adjusted: readonly number[], horizon: number) => number[],
): number[] {
  if (!indices) return path(values, horizon)
  return reseasonalise(path(deseasonalise(values, indices, kind), horizon), indices, kind, values.length)
}

function flat(value: number, horizon: number): number[] {
  return new Array<number>(horizon).fill(value)
}
