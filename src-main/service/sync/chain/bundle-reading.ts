import type { Database } from 'better-sqlite3'
import { syncTableByNumber, type SyncTable } from '../../db/registry.ts'
import { refuse } from '../../refusal.ts'
import { type Envelope, openEnvelope } from '../bundle/envelope.ts'
import { peekPayload, readPayload } from '../bundle/payload-reader.ts'
import { ALIVE, ALIVE_BIT } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import type { SourceHead, SourceReading } from '../source/source-reading.ts'
import type { SourceRecord } from '../source/read-changes.ts'
import type { MergeNews } from '../store/row-merger.ts'
import type { ForeignSite } from '../store/sites.ts'
import type { SqlValue } from '../store/tomb-body.ts'
import type { KnownDevice } from './devices.ts'
import { mayState } from './stated-rights.ts'

/** A bundle that passed every check but that of its content. */
export interface CheckedBundle {
  readonly envelope: Envelope
  readonly author: KnownDevice
  readonly key: Buffer
}

export interface BundleReadingSetting {
  readonly db: Database
  readonly firmId: Buffer
  /** Names the source in the journal. */
  readonly name: string
  /** Bundles of one chain, in order, with one state of what their author had seen. */
  readonly bundles: readonly CheckedBundle[]
  /** Clocks up to which the author had seen each site, by site as hex. */
  readonly seen: ReadonlyMap<string, number>
  /** Up to which clock of the author the chain was met before. */
  readonly metUpTo: number
  /** Whether the listener wants to hear of the records that are good. */
  readonly isHeard: boolean
  /** Whether records that their author may not state are taken all the same, since somebody who may has decided so. */
  readonly takesForbidden?: boolean
}

/** Hears of records while they are read. */
export interface RecordListener {
  /** A record that its author may not state: it is left out. */
  forbidden(bundle: Envelope): void
  /** The bundle states what this version does not know. */
  unknown(bundle: Envelope): void
  stated(table: SyncTable, id: Buffer): void
  /** The record that was stated last was news. */
  brought?(): void
  readonly news?: MergeNews | undefined
}

interface Unpacked {
  readonly bundle: CheckedBundle
  readonly payload: Buffer
}

/**
 * Opens bundles of one site as a source of a merge.
 *
 * Errors  `bundle-content` when what was sealed is no payload, also in the middle of reading.
 * Cost    keeps the unpacked payloads until it is forgotten.
 */
export function openBundles(setting: BundleReadingSetting, listener: RecordListener): SourceReading {
  const unpacked = setting.bundles.map((bundle) => ({ bundle, payload: payloadOf(bundle) }))
  const sites = new SiteNumbers(setting.db)
  const sizes = new Map<number, number>()
  for (const { payload, bundle } of unpacked) {
    const summary = peekPayload(payload)
    if (!summary.ok) return refuse('bundle-content')
    for (const site of summary.value.sites) sites.of(site)
    for (const [table, count] of summary.value.tables) {
      if (syncTableByNumber(table)) sizes.set(table, (sizes.get(table) ?? 0) + count)
      else listener.unknown(bundle.envelope)
    }
  }
  return {
    head: headOf(setting, sites, sizes),
    read(table, _, emit, betweenPages) {
      for (const one of unpacked) {
        readTable(table, one, sites, setting, setting.isHeard ? listener : { ...listener, stated: () => undefined }, emit)
        betweenPages()
      }
    },
    brought: () => (setting.isHeard ? listener.brought?.() : undefined),
    news: listener.news,
    close: () => undefined,
  }
}

/** Unpacks a checked bundle. Errors: `bundle-content`. */
export function payloadOf({ envelope, key }: CheckedBundle): Buffer {
  const opened = openEnvelope(envelope, key)
  return opened.ok ? opened.value : refuse('bundle-content')
}

function headOf({ db, firmId, name, bundles, seen, metUpTo }: BundleReadingSetting, sites: SiteNumbers, sizes: ReadonlyMap<number, number>): SourceHead {
  const [first] = bundles
  if (!first) throw new Error('bundle-reading: no bundles')
  const { author } = first
  const site = Buffer.from(first.envelope.header.site, 'hex')
  const own = sites.of(site)
  const newest = Math.max(...bundles.map(({ envelope }) => envelope.header.to))
  const seenOf = [...seen].map(([hex, hlc]) => ({ number: sites.of(Buffer.from(hex, 'hex')), hlc }))
  const vector = new Float64Array(sites.size + 1)
  for (const { number, hlc } of seenOf) vector[number] = hlc
  vector[own] = newest
  const employeeId = author.employee ?? Buffer.alloc(16)
  const employeeName = db.prepare<[Buffer], string>('SELECT name FROM employee WHERE id = ?').pluck().get(employeeId) ?? null
  return {
    path: name, site, firmId, employeeId, employeeName, role: author.role, own, sites: sites.list(own, author.employee),
    vector: { known: new Float64Array(sites.size + 1), seen: vector }, sizes, ourLosses: new Set(), metUpTo, tells: 'its-own',
  }
}

function readTable(
  table: SyncTable,
  { bundle, payload }: Unpacked,
  sites: SiteNumbers,
  { takesForbidden }: BundleReadingSetting,
  listener: RecordListener,
  emit: (record: SourceRecord) => void,
): void {
  const { envelope, author } = bundle
  const all = (2 ** table.columns.length - 1 + ALIVE_BIT) >>> 0
  const values: SqlValue[] = table.columns.map(() => null)
  const isOwnClock = (number: number): boolean => sites.belongsTo(number, envelope.header.site, author.employee)
  const take = (_: number, record: RowRecord): void => {
    const mask = (record.mask & all) >>> 0
    if (mask !== record.mask >>> 0) listener.unknown(envelope)
    if (mask === 0) return
    for (let column = 0; column < values.length; column++) values[column] = (record.values[column] ?? null) as SqlValue
    // what an author calls new is inserted unseen: only a whole row under one clock can be
    const isNew = record.isNew && record.isAlive && mask === all && hasOneClock(record, values.length)
    const known: SourceRecord = { id: record.id, mask, isAlive: record.isAlive, isNew, clocks: record.clocks, values }
    if (takesForbidden !== true && !mayState(author, table, known, isOwnClock)) {
      listener.forbidden(envelope)
      return
    }
    listener.stated(table, record.id as Buffer)
    emit(known)
  }
  const read = readPayload(payload, (site) => sites.of(site), take, (number) => number === table.number)
  if (!read.ok) refuse('bundle-content')
}

function hasOneClock({ clocks: { h, s } }: RowRecord, columns: number): boolean {
  for (let column = 0; column < columns; column++) if (h[column] !== h[ALIVE] || s[column] !== s[ALIVE]) return false
  return true
}

/** Numbers for the sites of a reading, in the order in which they are met; 0 is nobody. */
class SiteNumbers {
  readonly #numbers = new Map<string, number>()
  readonly #sites: { readonly hex: string; readonly employee: Buffer | null }[] = [{ hex: '', employee: null }]
  readonly #employeeOf: (site: Buffer) => Buffer | null

  constructor(db: Database) {
    const find = db.prepare<[Buffer], Buffer | null>('SELECT employee_id FROM sync_site WHERE site = ?').pluck()
    this.#employeeOf = (site) => find.get(site) ?? null
  }

  get size(): number {
    return this.#numbers.size
  }

  of(site: Buffer): number {
    const hex = site.toString('hex')
    let number = this.#numbers.get(hex)
    if (number === undefined) {
      number = this.#sites.push({ hex, employee: this.#employeeOf(site) }) - 1
      this.#numbers.set(hex, number)
    }
    return number
  }

  /** Tells whether a site is the author's, or an earlier one of the same person. */
  belongsTo(number: number, author: string, employee: Buffer | null): boolean {
    const site = this.#sites[number]
    return site !== undefined && (site.hex === author || (employee !== null && site.employee?.equals(employee) === true))
  }

  list(own: number, employee: Buffer | null): ForeignSite[] {
    return this.#sites.flatMap(({ hex }, alias) => (alias === 0 ? [] : [{ alias, site: Buffer.from(hex, 'hex'), employee_id: alias === own ? employee : null }]))
  }
}
