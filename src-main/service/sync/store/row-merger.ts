import type { SyncTable } from '../../db/registry.ts'
import { decideRow, newRowDecision, type RowDecision, type SeenClocks, type SiteRanks } from '../engine/merge-row.ts'
import { ALIVE, ALIVE_BIT, clockOf, fillClocks, lowestSlot, newRowClocks, type RowClocks } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import type { Clock, MergeLedger } from './merge-ledger.ts'
import type { NewRowBatch } from './new-rows.ts'
import type { HeldRow, TableWriter } from './table-writer.ts'
import type { SqlValue } from './tomb-body.ts'

export interface MergeRules {
  readonly own: number
  readonly ranks: SiteRanks
  readonly seenByThem: SeenClocks
  readonly seenByUs: SeenClocks
  /** Whether the other side put this write of ours on its lost list. */
  readonly isOnTheirLostList: (table: SyncTable, id: Buffer, column: number, lost: Clock) => boolean
}

/** Hears what a merge means for where rows belong. */
export interface MergeNews {
  /** Columns of a table that decide it, as a mask; 0 where nobody asks. */
  routing(table: SyncTable): number
  /** A row that was here has other values in them now. */
  moved(table: SyncTable, id: Buffer): void
  /** A row that was not here before, and did not come as new. */
  appeared(table: SyncTable, id: Buffer): void
}

export interface MergeTally {
  applied: number
  /** Newest clock that was taken, by alias of its author. */
  readonly newest: Map<number, number>
}

/** Applies records of other copies to one table of this one; `finish` ends it. */
export class RowMerger {
  readonly #writer: TableWriter
  readonly #table: SyncTable
  readonly #rules: MergeRules
  readonly #ledger: MergeLedger
  readonly #tally: MergeTally
  readonly #quiet: number
  readonly #decision: RowDecision = newRowDecision()
  readonly #news: MergeNews | undefined
  readonly #routing: number
  readonly #all: number

  constructor(writer: TableWriter, rules: MergeRules, ledger: MergeLedger, tally: MergeTally, news?: MergeNews) {
    this.#news = news
    this.#routing = news?.routing(writer.table) ?? 0
    this.#all = (2 ** writer.table.columns.length - 1 + ALIVE_BIT) >>> 0
    this.#writer = writer
    this.#table = writer.table
    this.#rules = rules
    this.#ledger = ledger
    this.#tally = tally
    this.#quiet = writer.table.columns.reduce((mask, column, i) => (writer.table.quiet.includes(column) ? mask | (1 << i) : mask), 0)
  }

  /** Merges one record; what prevails is written, or kept by the writer, or inserted with others that are new. */
  merge(record: RowRecord<SqlValue>): void {
    // a new row of an older version leaves out columns that it does not know: these it has not written
    if (!record.isNew || record.mask !== this.#all || this.#writer.isBuried(record.id as Buffer)) {
      // it may speak of a row that was new just before
      this.finish()
      this.#mergeMet(record)
      return
    }
    const { clocks, values } = record
    const full = this.#writer.newRows.add(record.id as Buffer, clocks.h[ALIVE] ?? 0, clocks.s[ALIVE] ?? 0, values)
    if (full) this.#insertBatch(full)
  }

  /** Inserts the new rows that are left. */
  finish(): void {
    if (this.#writer.newRows.isEmpty) return
    for (const batch of this.#writer.newRows.takeRest()) this.#insertSingly(batch)
  }

  #insertBatch(batch: NewRowBatch): void {
    if (!this.#writer.newRows.insert(batch)) {
      this.#insertSingly(batch)
      return
    }
    for (const { id, h, s } of batch.rows) this.#noteInserted(id, h, s)
  }

  #insertSingly({ mask, rows }: NewRowBatch): void {
    const { columns } = this.#table
    for (const { id, h, s, values } of rows) {
      let at = 0
      const all = columns.map((_, column) => ((mask & (1 << column)) === 0 ? null : (values[at++] ?? null)))
      const clocks = newRowClocks()
      fillClocks(clocks, h, s)
      if (this.#writer.insertNew(id, clocks, all)) this.#noteInserted(id, h, s)
      else this.#mergeMet({ id, mask: this.#all, isAlive: true, isNew: false, clocks, values: all })
    }
  }

  #noteInserted(id: Buffer, h: number, s: number): void {
    this.#ledger.noteBorn(this.#table, id)
    if (h > (this.#tally.newest.get(s) ?? 0)) this.#tally.newest.set(s, h)
    this.#tally.applied++
  }

  #mergeMet(record: RowRecord<SqlValue>): void {
    const { ranks, seenByThem, seenByUs } = this.#rules
    const row = this.#writer.hold(record.id as Buffer, record.mask)
    decideRow(this.#decision, row.clocks, record.clocks, record.mask, ranks, seenByThem, seenByUs)
    const { take, theirsLost } = this.#decision
    if (take === 0 && theirsLost === 0) return
    const wasAlive = row.state === 'alive'
    const isAlive = (take & ALIVE_BIT) !== 0 ? record.isAlive : wasAlive
    if (isAlive) this.#noteLosses(row, record)
    else this.#noteEditsOfDeleted(row, record)
    if (take === 0) return
    if (this.#news) this.#tell(this.#news, row, record, take)
    if (wasAlive && isAlive) this.#change(row, record, take)
    else this.#move(row, record, take, isAlive)
    this.#noteNewest(take, record.clocks)
    this.#tally.applied++
  }

  #tell(news: MergeNews, row: HeldRow, record: RowRecord<SqlValue>, take: number): void {
    if (row.state === 'unborn') {
      news.appeared(this.#table, record.id as Buffer)
      return
    }
    for (let left = take & this.#routing; left !== 0; left &= left - 1) {
      const column = lowestSlot(left)
      if (isSame(row.values[column], record.values[column])) continue
      news.moved(this.#table, record.id as Buffer)
      return
    }
  }

  /** A living row takes columns. */
  #change(row: HeldRow, record: RowRecord<SqlValue>, take: number): void {
    let differing = 0
    for (let left = take & ~ALIVE_BIT; left !== 0; left &= left - 1) {
      const column = lowestSlot(left)
      if (!isSame(row.values[column], record.values[column])) differing |= 1 << column
    }
    const loud = differing & ~this.#quiet
    if (loud !== 0) this.#ledger.noteReplaced(this.#table, row.id, loud, row.values, record.clocks)
    takeOver(row, record, take)
    this.#writer.save(row, differing)
  }

  /** A row goes into the bin, comes back, or changes there. */
  #move(row: HeldRow, record: RowRecord<SqlValue>, take: number, isAlive: boolean): void {
    const before = row.state
    takeOver(row, record, take)
    const alive = clockOf(row.clocks, ALIVE)
    if (isAlive) {
      this.#writer.revive(row)
      if (before === 'unborn') this.#ledger.noteBorn(this.#table, row.id)
      else this.#ledger.noteAlive(this.#table, row.id, false, alive)
    } else if (before === 'alive') {
      this.#writer.bury(row)
      this.#ledger.noteAlive(this.#table, row.id, true, alive)
    } else {
      this.#writer.saveBuried(row)
    }
  }

  #noteLosses(row: HeldRow, record: RowRecord<SqlValue>): void {
    const { oursLost, theirsLost, decidedThere } = this.#decision
    const concurrent = (oursLost | theirsLost) & ~this.#quiet
    const decided = decidedThere & ~this.#quiet
    for (let left = (concurrent | decided) & ~ALIVE_BIT; left !== 0; left &= left - 1) {
      const column = lowestSlot(left)
      const bit = 1 << column
      if (isSame(row.values[column], record.values[column])) continue
      const ours = { ...clockOf(row.clocks, column), value: row.values[column] ?? null }
      const theirs = { ...clockOf(record.clocks, column), value: record.values[column] ?? null }
      if ((concurrent & bit) !== 0) {
        const loss = (theirsLost & bit) !== 0 ? { lost: theirs, won: ours } : { lost: ours, won: theirs }
        this.#ledger.noteLost(this.#table, row.id, column, loss, 'conflicts')
      } else if (ours.s === this.#rules.own && this.#rules.isOnTheirLostList(this.#table, row.id, column, ours)) {
        this.#ledger.noteLost(this.#table, row.id, column, { lost: ours, won: theirs }, 'decided')
      }
    }
  }

  /** The row is or goes into the bin; edits that its deleter had not seen are kept there, and somebody should know. */
  #noteEditsOfDeleted(row: HeldRow, record: RowRecord<SqlValue>): void {
    const { take } = this.#decision
    const death = (take & ALIVE_BIT) !== 0 ? clockOf(record.clocks, ALIVE) : clockOf(row.clocks, ALIVE)
    if (death.h === 0 || row.state === 'unborn') return
    let newest: Clock | undefined
    for (let column = 0; column < this.#table.columns.length; column++) {
      if ((this.#quiet & (1 << column)) !== 0) continue
      const edit = row.state === 'alive' ? this.#unseenEditOfOurs(row, column) : this.#newEditOfTheirs(row, column, record)
      if (edit && edit.h > (newest?.h ?? 0)) newest = edit
    }
    if (!newest) return
    const loss = { lost: { ...newest, value: null }, won: { ...death, value: null } }
    this.#ledger.noteLost(this.#table, row.id, ALIVE, loss, 'conflicts')
  }

  #unseenEditOfOurs(row: HeldRow, column: number): Clock | undefined {
    const ours = clockOf(row.clocks, column)
    return ours.h > (this.#rules.seenByThem[ours.s] ?? 0) ? ours : undefined
  }

  #newEditOfTheirs(row: HeldRow, column: number, record: RowRecord<SqlValue>): Clock | undefined {
    if ((this.#decision.take & (1 << column)) === 0 || isSame(row.values[column], record.values[column])) return undefined
    const theirs = clockOf(record.clocks, column)
    return theirs.h > (this.#rules.seenByUs[theirs.s] ?? 0) ? theirs : undefined
  }

  #noteNewest(take: number, clocks: RowClocks): void {
    const { newest } = this.#tally
    for (let left = take | 0; left !== 0; left &= left - 1) {
      const slot = lowestSlot(left)
      const site = clocks.s[slot] ?? 0
      const h = clocks.h[slot] ?? 0
      if (h > (newest.get(site) ?? 0)) newest.set(site, h)
    }
  }
}

/** Takes the clocks and values of a mask into the row. */
function takeOver(row: HeldRow, record: RowRecord<SqlValue>, take: number): void {
  for (let left = take | 0; left !== 0; left &= left - 1) {
    const slot = lowestSlot(left)
    row.clocks.h[slot] = record.clocks.h[slot] ?? 0
    row.clocks.s[slot] = record.clocks.s[slot] ?? 0
    if (slot < ALIVE) row.values[slot] = record.values[slot] ?? null
  }
}

function isSame(a: SqlValue | undefined, b: SqlValue | undefined): boolean {
  if (a === b) return true
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b)
}
