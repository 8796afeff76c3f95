import { encodeChunk, NO_COST } from './layout.ts'
import type { FactRow } from './layout.ts'

/** What all lines of a document share: day, is return, customer, employee, channel, currency. */
export type DocumentHead = readonly [number, number, number, number, number, number]

/** Collects the documents and lines of one month in any order of lines, and gives the month's block. */
export class MonthBuilder {
  readonly #heads: DocumentHead[] = []
  readonly #document: number[] = []
  readonly #product: number[] = []
  readonly #quantity: number[] = []
  readonly #amount: number[] = []
  readonly #cost: number[] = []

  /** Adds a document; gives its place, by which its lines name it. */
  addDocument(head: DocumentHead): number {
    return this.#heads.push(head) - 1
  }

  addLine(document: number, product: number, quantity: number, amount: number, cost: number | null): void {
    this.#document.push(document)
    this.#product.push(product)
    this.#quantity.push(quantity)
    this.#amount.push(amount)
    this.#cost.push(cost ?? NO_COST)
  }

  /** Gives the block, lines by document and then as they were added; null without lines. Documents without lines do not count. */
  encode(): Uint8Array<ArrayBuffer> | null {
    const n = this.#document.length
    if (n === 0) return null
    const linesOf = new Int32Array(this.#heads.length)
    for (const document of this.#document) linesOf[document] = (linesOf[document] ?? 0) + 1
    const numbers = new Int32Array(this.#heads.length)
    const starts = new Int32Array(this.#heads.length)
    let used = 0
    let at = 0
    linesOf.forEach((count, document) => {
      numbers[document] = used
      starts[document] = at
      if (count > 0) used++
      at += count
    })
    const rows = new Array<FactRow>(n)
    this.#document.forEach((document, i) => {
      const place = starts[document] ?? 0
      starts[document] = place + 1
      const head = this.#heads[document]
      if (!head) throw new Error('MonthBuilder: a line without its document')
      rows[place] = [
        ...head,
        this.#product[i] ?? -1,
        this.#quantity[i] ?? 0,
        this.#amount[i] ?? 0,
        this.#cost[i] ?? NO_COST,
        numbers[document] ?? 0,
      ]
    })
    return encodeChunk(rows)
  }
}
