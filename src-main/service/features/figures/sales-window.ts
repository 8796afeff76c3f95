/** The days whose sales count as those of the last 12 months. */
export interface SalesWindow {
  readonly from: string
  readonly asOf: string
}
