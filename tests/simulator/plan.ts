import { Random } from './random.ts'

export type WayName = 'relay' | 'folder'

/** A write of one row, or of many. */
export interface RowWrite {
  readonly do: 'insert' | 'edit' | 'assign' | 'remove' | 'restore' | 'edit-all'
  readonly copy: number
  readonly row: number
  readonly column: number
  readonly value: number
}

/** A write that needs nothing but the copy. */
export type OtherWrite = { readonly do: 'undo'; readonly copy: number } | { readonly do: 'forbidden'; readonly copy: number }

/** One thing that happens. Numbers are taken modulo what there is. */
export type Action =
  | RowWrite
  | OtherWrite
  | { readonly do: 'image' | 'put-back' | 'notice' | 'clone' | 'upgrade'; readonly copy: number }
  | { readonly do: 'exchange'; readonly copy: number; readonly way: WayName }
  | { readonly do: 'package'; readonly copy: number; readonly to: number }
  | { readonly do: 'jump'; readonly copy: number; readonly ms: number }
  | { readonly do: 'pass'; readonly ms: number }

/** Everything that a run does, before it begins: what is left out of it changes nothing else. */
export interface Plan {
  readonly seed: number
  /** Indices of the cast. */
  readonly cast: readonly number[]
  readonly ways: readonly WayName[]
  /** Copy whose clock is wrong all the time, and by how much. */
  readonly wrongClock: { readonly copy: number; readonly ms: number } | null
  /** Copies whose program knows fewer tables and columns, until they are upgraded. */
  readonly oldProgram: readonly number[]
  /** Own chains are folded when they have more bundles than this. */
  readonly foldAfter: number
  readonly faults: { readonly cut: number; readonly stale: number; readonly missing: number }
  readonly actions: readonly Action[]
}

const YEAR = 365 * 86_400_000
const SECOND = 1000
const MINUTE = 60_000

export function planOf(seed: number): Plan {
  const random = new Random(seed)
  const cast = [0, ...[1, 2, 3, 4, 5].filter(() => random.chance(0.5))]
  if (cast.length === 1) cast.push(random.pick([1, 2, 3, 4, 5]))
  const has = (probability: number): boolean => random.chance(probability)
  const kinds = {
    insert: 10, edit: 14, assign: 6, remove: 2, restore: 2, 'edit-all': 1, undo: 1, exchange: 16, package: 2, pass: 2,
    forbidden: has(0.1) ? 1 : 0, image: has(0.25) ? 2 : 0, 'put-back': has(0.25) ? 1 : 0, notice: has(0.1) ? 1 : 0, clone: has(0.1) ? 1 : 0, jump: has(0.3) ? 2 : 0, upgrade: 1,
  }
  const rough = has(0.5)
  const ways: readonly WayName[] = random.pick([['relay'], ['folder'], ['relay', 'folder']])
  const count = random.pick([8, 16, 32, 48])
  return {
    seed, cast, ways,
    wrongClock: has(0.15) ? { copy: random.int(cast.length), ms: random.pick([10 * YEAR, -10 * YEAR, -YEAR, 20 * MINUTE]) } : null,
    oldProgram: has(0.2) ? cast.map((_, i) => i).filter(() => random.chance(0.4)) : [],
    foldAfter: random.pick([2, 3, 6, 64]),
    faults: rough ? { cut: 0.03, stale: 0.1, missing: 0.1 } : { cut: 0, stale: 0, missing: 0 },
    actions: Array.from({ length: count }, (): Action => actionOf(random, random.weighted(kinds), ways)),
  }
}

function actionOf(random: Random, kind: Action['do'], ways: readonly WayName[]): Action {
  const copy = random.int(60)
  switch (kind) {
    case 'insert':
    case 'edit':
    case 'assign':
    case 'remove':
    case 'restore':
    case 'edit-all':
      return { do: kind, copy, row: random.int(720), column: random.int(12), value: random.int(12) }
    case 'exchange':
      return { do: kind, copy, way: random.pick(ways) }
    case 'package':
      return { do: kind, copy, to: random.int(60) }
    case 'jump':
      return { do: kind, copy, ms: random.pick([-2 * SECOND, 5 * MINUTE, -5 * MINUTE, 400 * MINUTE, -400 * MINUTE]) }
    case 'pass':
      return { do: kind, ms: random.pick([SECOND, MINUTE, 90 * MINUTE]) }
    default:
      return { do: kind, copy }
  }
}
