import type { RowRecord } from '../engine/row-record.ts'
import { BytesOut } from './bytes-out.ts'
import { writeClocks } from './clock-columns.ts'
import { ID_BYTES, writeIds } from './id-list.ts'
import { writeIntegers } from './integer-column.ts'
import { BLOCK_LIMIT, BLOCK_ROWS, PAYLOAD_FORM, RECORD_LIMIT, SITE_BYTES, SITE_LIMIT, TABLE_LIMIT } from './payload-limits.ts'
import { type Block, TableRecords } from './table-records.ts'
import { writeValues } from './value-column.ts'

/** Bytes of a record besides its values, about. */
const RECORD_BYTES = 24

/**
 * Collects records of any tables and writes them as the payload of a bundle (protocol section 6).
 *
 * Shape   by table number and id, whatever the order in which they were added.
 * Errors  `add` throws on an id that is not 16 bytes long, on table numbers and numbers of records and sites that no reader would take.
 * Cost    keeps texts and blobs of the records as they are until `take`; ids and clocks are copied.
 */
export class PayloadWriter {
  readonly #siteOf: (alias: number) => Uint8Array
  #tables = new Map<number, TableRecords>()
  #sites: Uint8Array[] = []
  #placeOfSite = new Map<number, number>([[0, 0]])
  #count = 0
  #bytes = 0

  constructor(siteOf: (alias: number) => Uint8Array) {
    this.#siteOf = siteOf
  }

  /** Records that it holds. */
  get count(): number {
    return this.#count
  }

  /** About how many bytes the payload has before it is packed; rather too many. */
  get approximateBytes(): number {
    return this.#bytes
  }

  add(tableNumber: number, record: RowRecord): void {
    if (record.id.length !== ID_BYTES) throw new Error(`payload-writer: an id of ${String(record.id.length)} bytes`)
    if (!Number.isInteger(tableNumber) || tableNumber < 1 || tableNumber > TABLE_LIMIT) throw new Error(`payload-writer: table ${String(tableNumber)}`)
    if (this.#count >= RECORD_LIMIT) throw new Error(`payload-writer: more than ${String(RECORD_LIMIT)} records`)
    let table = this.#tables.get(tableNumber)
    if (!table) {
      // records fill at most 64 blocks more than there are tables
      if (this.#tables.size >= BLOCK_LIMIT - RECORD_LIMIT / BLOCK_ROWS) throw new Error(`payload-writer: more than ${String(this.#tables.size)} tables`)
      table = new TableRecords((alias) => this.#placeOf(alias))
      this.#tables.set(tableNumber, table)
    }
    this.#bytes += RECORD_BYTES + table.add(record)
    this.#count++
  }

  /** Gives the payload of all records and begins anew. */
  take(): Buffer {
    const ids = new IdPlaces()
    const tables = [...this.#tables].sort(([a], [b]) => a - b)
    const blocks = tables.flatMap(([number, table]) => table.blocks(BLOCK_ROWS).map((block) => ({ number, block, rows: block.ids.map((id) => ids.placeOf(id)) })))
    const pieces = blocks.map(({ number, block, rows }) => ({ number, rows: rows.length, bytes: writeBlock(block, rows, ids) }))
    const out = new BytesOut(this.#bytes + 1024)
    out.byte(PAYLOAD_FORM)
    out.whole(this.#sites.length)
    for (const site of this.#sites) out.append(site)
    out.whole(pieces.length)
    for (const { number, rows, bytes } of pieces) {
      out.whole(number)
      out.whole(rows)
      out.whole(bytes.length)
    }
    writeIds(out, ids.all)
    for (const { bytes } of pieces) out.append(bytes)
    this.#tables = new Map()
    this.#sites = []
    this.#placeOfSite = new Map([[0, 0]])
    this.#count = 0
    this.#bytes = 0
    return out.done()
  }

  #placeOf(alias: number): number {
    const known = this.#placeOfSite.get(alias)
    if (known !== undefined) return known
    const site = this.#siteOf(alias)
    if (site.length !== SITE_BYTES) throw new Error(`payload-writer: a site id of ${String(site.length)} bytes`)
    if (this.#sites.length >= SITE_LIMIT) throw new Error(`payload-writer: more than ${String(SITE_LIMIT)} sites`)
    const place = this.#sites.push(site)
    this.#placeOfSite.set(alias, place)
    return place
  }
}

/** The different ids of a payload in the order in which they are met: those of rows first. */
class IdPlaces {
  readonly #places = new Map<string, number>()
  readonly all: string[] = []

  placeOf(id: string): number {
    const known = this.#places.get(id)
    if (known !== undefined) return known
    const place = this.all.push(id) - 1
    this.#places.set(id, place)
    return place
  }
}

function writeBlock({ flags, masks, clocks, columns }: Block, rows: readonly number[], ids: IdPlaces): Buffer {
  const out = new BytesOut(1 << 16)
  writeIntegers(out, rows)
  writeIntegers(out, flags)
  writeIntegers(out, masks)
  writeClocks(out, clocks)
  const placeOf = (id: Uint8Array): number => ids.placeOf(Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1'))
  for (const values of columns) if (values.length > 0) writeValues(out, values, placeOf)
  return out.done()
}
