/** The whole merge in its simplest form: per slot of a row the write with the greatest (hlc, site) stays. Slot 0 is being alive. */
export type Slot = readonly [value: unknown, hlc: number, site: string]
export type Row = readonly Slot[]
export type State = ReadonlyMap<string, Row>

export function merge(a: State, b: State): State {
  const out = new Map(a)
  for (const [id, row] of b) out.set(id, row.map((slot, i) => later(out.get(id)?.[i], slot)))
  return out
}

function later(a: Slot | undefined, b: Slot): Slot {
  return !a || b[1] > a[1] || (b[1] === a[1] && b[2] > a[2]) ? b : a
}

/** A write of the site itself: later than what it replaces, also when that came from a clock in the future. */
export function write(state: State, id: string, values: ReadonlyMap<number, unknown>, hlc: number, site: string): State {
  const row = state.get(id) ?? []
  return new Map(state).set(id, row.map((slot, i) => (values.has(i) ? [values.get(i), slot[1] < hlc ? hlc : slot[1] + 1, site] : slot)))
}

/** A new row, or one in the place of a deleted one: every slot at once. */
export function insert(state: State, id: string, values: readonly unknown[], hlc: number, site: string): State {
  return new Map(state).set(id, [true, ...values].map((value) => [value, hlc, site]))
}
