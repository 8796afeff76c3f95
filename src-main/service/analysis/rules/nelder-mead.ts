export interface Minimum {
  readonly point: readonly number[]
  readonly value: number
}

/**
 * Finds a local minimum of a function of several variables without derivatives.
 *
 * Edge    a value that is not finite counts as infinitely bad, so a function may refuse a point.
 * Source  Nelder & Mead (1965) with the usual coefficients 1, 2, 0.5, 0.5.
 */
export function nelderMead(
  f: (point: readonly number[]) => number,
  start: readonly number[],
  options: { readonly step?: number; readonly tolerance?: number; readonly maxEvaluations?: number } = {},
): Minimum {
  const { step = 0.1, tolerance = 1e-10, maxEvaluations = 400 * start.length } = options
  let evaluations = 0
  const evaluate = (point: readonly number[]): Minimum => {
    evaluations++
    const value = f(point)
    return { point, value: Number.isFinite(value) ? value : Number.POSITIVE_INFINITY }
  }
  const simplex = [evaluate(start), ...start.map((_, i) => evaluate(start.map((x, j) => (i === j ? x + (x === 0 ? step : Math.abs(x) * step) : x))))]
  const n = start.length

  while (evaluations < maxEvaluations) {
    simplex.sort((a, b) => a.value - b.value)
    const best = at(simplex, 0)
    const worst = at(simplex, n)
    if (Math.abs(worst.value - best.value) <= tolerance * (Math.abs(best.value) + tolerance)) break
    const centre = start.map((_, j) => simplex.slice(0, n).reduce((total, vertex) => total + (vertex.point[j] ?? 0), 0) / n)
    const along = (t: number): Minimum => evaluate(centre.map((c, j) => c + t * ((worst.point[j] ?? 0) - c)))

    const reflected = along(-1)
    if (reflected.value < best.value) {
      const expanded = along(-2)
      simplex[n] = expanded.value < reflected.value ? expanded : reflected
    } else if (reflected.value < at(simplex, n - 1).value) {
      simplex[n] = reflected
    } else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5)
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[n] = contracted
      else for (let i = 1; i <= n; i++) simplex[i] = evaluate(at(simplex, i).point.map((x, j) => ((best.point[j] ?? 0) + x) / 2))
    }
  }
  return simplex.reduce((best, vertex) => (vertex.value < best.value ? vertex : best))
}

function at(simplex: readonly Minimum[], index: number): Minimum {
  const vertex = simplex[index]
  if (!vertex) throw new Error('nelderMead: vertex out of range')
  return vertex
}
