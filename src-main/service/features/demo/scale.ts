export const scales = ['small', 'medium', 'large'] as const
export type Scale = (typeof scales)[number]

export interface Size {
  readonly customers: number
  readonly reps: number
  readonly products: number
  /** Order lines in the whole time, about. */
  readonly lines: number
  readonly opportunities: number
}

export const SIZES: Readonly<Record<Scale, Size>> = {
  small: { customers: 2000, reps: 8, products: 40, lines: 30_000, opportunities: 900 },
  medium: { customers: 20_000, reps: 40, products: 120, lines: 250_000, opportunities: 6000 },
  large: { customers: 50_000, reps: 200, products: 500, lines: 1_000_000, opportunities: 30_000 },
}

/** Complete months of sales before the one that is running. */
export const MONTHS = 26
