/**
 * Gives the change of sales against the twelve months before, as a plain ratio.
 *
 * Edge    without sales before (or with net returns) there is no base to compare with: null.
 */
export function salesChange(current: number, previous: number): number | null {
  return previous > 0 ? (current - previous) / previous : null
}
