import { newRowClocks } from '#service/sync/engine/row-clocks.ts'
import type { FieldContent, RowRecord } from '#service/sync/engine/row-record.ts'
import { type Random, randomOf } from '../fuzz/mutate.ts'

/** What one site says: one record for each row that it touched. */
export interface SiteWork {
  readonly alias: number
  readonly records: readonly RowRecord[]
}

export interface BundleShape {
  readonly sites: number
  readonly sharedRows: number
  /** New rows of each site, of 12 fields. */
  readonly newRows: number
  /** Edits of one field of a random shared row by each site. */
  readonly edits: number
}

const FIELDS = 12
const ALIVE = 31
const ALL = 2 ** ALIVE + 2 ** FIELDS - 1
const CITIES = ['Lyon', 'Tunis', 'Oran', 'Lille', 'Metz', 'Sfax', 'Nice', 'Brest', 'Dijon', 'Pau']
const SEGMENTS = ['A', 'B', 'C', 'D']
const STATES = ['lead', 'active', 'paused', 'lost']

/** Makes what some sites did since each last spoke, every write at a moment of its own. */
export function makeBundleWork({ sites, sharedRows, newRows, edits }: BundleShape): SiteWork[] {
  return Array.from({ length: sites }, (_, site) => {
    const random = randomOf(1_000 + site)
    const records = new Map<string, RowRecord>()
    let hlc = (Date.UTC(2026, 0, 5) - Date.UTC(2020, 0, 1)) * 4096
    let rows = 0
    for (let n = 0; n < newRows + edits; n++) {
      hlc += 4096 * (1 + random(5_000))
      const isNew = random(newRows + edits - n) < newRows - rows
      const id = isNew ? idOf(site + 1, rows++) : idOf(0, random(sharedRows))
      const record = records.get(id.toString('latin1')) ?? newRecord(id)
      records.set(id.toString('latin1'), record)
      if (isNew) insert(record, rowOf(random, rows), hlc, site + 1)
      else edit(record, random, n, hlc, site + 1)
    }
    return { alias: site + 1, records: [...records.values()] }
  })
}

function newRecord(id: Buffer): RowRecord {
  return { id, mask: 0, isAlive: true, isNew: false, clocks: newRowClocks(), values: new Array<FieldContent>(ALIVE).fill(null) }
}

function insert(record: RowRecord, row: readonly FieldContent[], hlc: number, alias: number): void {
  record.mask = ALL
  record.isNew = true
  record.clocks.h.fill(hlc)
  record.clocks.s.fill(alias)
  for (const [column, value] of row.entries()) record.values[column] = value
}

function edit(record: RowRecord, random: Random, n: number, hlc: number, alias: number): void {
  const column = random(FIELDS)
  record.mask |= 1 << column
  record.clocks.h[column] = hlc
  record.clocks.s[column] = alias
  record.values[column] = editOf(random, column, n)
}

/** An id as UUIDv7 has it: when, and random bits. */
function idOf(kind: number, n: number): Buffer {
  const id = Buffer.alloc(16)
  id.writeUIntBE(1_700_000_000_000 + n, 0, 6)
  id[6] = 0x70
  id[7] = kind
  id.writeUInt32BE(Math.imul(n + 1, 2_654_435_761) >>> 0, 8)
  id.writeUInt32BE(Math.imul(n + kind * 7_919, 2_246_822_519) >>> 0, 12)
  return id
}

function rowOf(random: Random, n: number): FieldContent[] {
  const at = 1_700_000_000_000 + n * 1_000
  const city = CITIES[random(CITIES.length)] ?? ''
  return [
    `rep${String(n % 20)}`, `Customer ${String(n)} ${CITIES[random(CITIES.length)] ?? ''} Ltd`, city, `c${String(n)}@example.com`, `+33${String(random(1e9))}`,
    SEGMENTS[random(4)] ?? '', STATES[random(4)] ?? '', random(1e5) / 100, random(50), `note ${random(1e9).toString(36)} met the buyer, wants the new price list`, at, at,
  ]
}

function editOf(random: Random, column: number, n: number): FieldContent {
  switch (column) {
    case 5: return SEGMENTS[random(4)] ?? ''
    case 6: return STATES[random(4)] ?? ''
    case 7: return random(1e5) / 100
    case 8: return random(50)
    case 10:
    case 11: return 1_700_000_000_000 + random(1e9)
    default: return `v${String(n)}-${random(1e9).toString(36)}`
  }
}
