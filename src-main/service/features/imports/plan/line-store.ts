import { ownCopy } from '../own-copy.ts'
import type { Ref } from '../references.ts'

/** One line of a document, with positive figures; `isReturn` says in which document it goes. */
export interface DraftLine {
  readonly product: Ref | null
  readonly description: string | null
  readonly quantityMilli: number
  readonly unitPriceMinor: number
  readonly discountBp: number
  readonly amountMinor: number
  readonly costMinor: number | null
  readonly isReturn: boolean
}

const BLOCK_LINES = 32_768
const NONE = -1

/** Columns of up to `BLOCK_LINES` lines. Float64 holds every safe integer; NaN stands for "unknown". */
class Block {
  readonly row = new Int32Array(BLOCK_LINES)
  readonly product = new Int32Array(BLOCK_LINES)
  readonly description = new Int32Array(BLOCK_LINES)
  readonly discount = new Int16Array(BLOCK_LINES)
  readonly isReturn = new Uint8Array(BLOCK_LINES)
  readonly quantity = new Float64Array(BLOCK_LINES)
  readonly price = new Float64Array(BLOCK_LINES)
  readonly amount = new Float64Array(BLOCK_LINES)
  readonly cost = new Float64Array(BLOCK_LINES)
}

/**
 * Keeps the lines of a whole file in columns: 47 bytes a line instead of 200 as objects, and nothing for the garbage collector
 * to walk through. Lines are named by their place.
 */
export class LineStore {
  readonly #blocks: Block[] = []
  readonly #products: Ref[] = []
  readonly #placeOfProduct = new Map<Ref, number>()
  readonly #descriptions: string[] = []
  readonly #placeOfDescription = new Map<string, number>()
  #length = 0

  /** Gives the place of the new line. */
  add(row: number, line: DraftLine): number {
    const place = this.#length
    const at = place % BLOCK_LINES
    if (at === 0) this.#blocks.push(new Block())
    const block = this.#block(place)
    block.row[at] = row
    block.product[at] = line.product === null ? NONE : placeOf(line.product, this.#products, this.#placeOfProduct)
    block.description[at] = line.description === null ? NONE : this.#describe(line.description)
    block.discount[at] = line.discountBp
    block.isReturn[at] = line.isReturn ? 1 : 0
    block.quantity[at] = line.quantityMilli
    block.price[at] = line.unitPriceMinor
    block.amount[at] = line.amountMinor
    block.cost[at] = line.costMinor ?? Number.NaN
    this.#length += 1
    return place
  }

  rowOf(place: number): number {
    return this.#block(place).row[place % BLOCK_LINES] ?? 0
  }

  isReturn(place: number): boolean {
    return this.#block(place).isReturn[place % BLOCK_LINES] === 1
  }

  line(place: number): DraftLine {
    const block = this.#block(place)
    const at = place % BLOCK_LINES
    const cost = block.cost[at] ?? Number.NaN
    return {
      product: this.#products[block.product[at] ?? NONE] ?? null,
      description: this.#descriptions[block.description[at] ?? NONE] ?? null,
      quantityMilli: block.quantity[at] ?? 0,
      unitPriceMinor: block.price[at] ?? 0,
      discountBp: block.discount[at] ?? 0,
      amountMinor: block.amount[at] ?? 0,
      costMinor: Number.isNaN(cost) ? null : cost,
      isReturn: block.isReturn[at] === 1,
    }
  }

  #block(place: number): Block {
    const block = this.#blocks[Math.floor(place / BLOCK_LINES)]
    if (block === undefined) throw new Error('LineStore: no such line')
    return block
  }

  #describe(text: string): number {
    return this.#placeOfDescription.get(text) ?? placeOf(ownCopy(text), this.#descriptions, this.#placeOfDescription)
  }
}

function placeOf<T>(value: T, values: T[], places: Map<T, number>): number {
  const known = places.get(value)
  if (known !== undefined) return known
  places.set(value, values.length)
  return values.push(value) - 1
}
