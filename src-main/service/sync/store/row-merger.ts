import type { SyncTable } from '../../db/registry.ts'
import { decideRow, newRowDecision, type RowDecision, type SeenClocks, type SiteRanks } from '../engine/merge-row.ts'
import { ALIVE, ALIVE_BIT, clockOf, fillClocks, newRowClocks, readStamps, type RowClocks } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import type { Clock, MergeLedger } from './merge-ledger.ts'
import type { TableWriter } from './table-writer.ts'
import { readTombBody, readTombClocks, type SqlValue } from './tomb-body.ts'

export interface MergeRules {
  readonly own: number
  readonly ranks: SiteRanks
  readonly seenByThem: SeenClocks
  readonly seenByUs: SeenClocks
  /** Whether the other side put this write of ours on its lost list. */
  readonly isOnTheirLostList: (table: SyncTable, id: Buffer, column: number, lost: Clock) => boolean
}

export interface MergeTally {
  applied: number
  conflicts: number
  lost: number
  /** Newest clock that was taken, by alias of its author. */
  readonly newest: Map<number, number>
}

const UNBORN = 0

/** Applies records of other copies to one table of this one. */
export class RowMerger {
  readonly #writer: TableWriter
  readonly #table: SyncTable
  readonly #rules: MergeRules
  readonly #ledger: MergeLedger
  readonly #tally: MergeTally
  readonly #quiet: number
  readonly #ours = newRowClocks()
  readonly #oursValues: SqlValue[] = []
  readonly #decision: RowDecision = newRowDecision()

  constructor(writer: TableWriter, rules: MergeRules, ledger: MergeLedger, tally: MergeTally) {
    this.#writer = writer
    this.#table = writer.table
    this.#rules = rules
    this.#ledger = ledger
    this.#tally = tally
    this.#quiet = writer.table.columns.reduce((mask, column, i) => (writer.table.quiet.includes(column) ? mask | (1 << i) : mask), 0)
  }

  /** Merges one record; what prevails is written at once. */
  merge(record: RowRecord<SqlValue>): void {
    const id = record.id as Buffer
    if (record.isNew && this.#insertNew(id, record)) return
    const wasAlive = this.#readOurs(id, record.mask)
    const ours = this.#ours
    decideRow(this.#decision, ours, record.clocks, record.mask, this.#rules.ranks, this.#rules.seenByThem, this.#rules.seenByUs)
    const { take, theirsLost } = this.#decision
    if (take === 0 && theirsLost === 0) return
    const isAlive = (take & ALIVE_BIT) !== 0 ? record.isAlive : wasAlive
    if (isAlive) this.#noteLosses(id, record)
    else this.#noteEditsOfDeleted(id, record, wasAlive)
    if (take === 0) return
    if (wasAlive && isAlive) this.#change(id, record, take)
    else this.#moveOrMend(id, record, wasAlive, isAlive)
    this.#noteNewest(take, record.clocks)
    this.#tally.applied++
  }

  #insertNew(id: Buffer, record: RowRecord<SqlValue>): boolean {
    if (this.#writer.tomb(id) || !this.#writer.insert(id, record.clocks, record.values)) return false
    this.#ledger.noteBorn(this.#table, id)
    this.#noteNewest(ALIVE_BIT, record.clocks)
    this.#tally.applied++
    return true
  }

  /** Reads what we hold of a row: columns of the mask, all of them for a row in the bin. Gives whether it lives. */
  #readOurs(id: Buffer, mask: number): boolean {
    // a deletion needs every column: they go into the bin
    const wanted = (mask & ALIVE_BIT) !== 0 ? 2 ** this.#table.columns.length - 1 : mask
    const row = this.#writer.select(id, wanted)
    if (row) {
      readStamps(this.#ours, row[0], row[1], row[2])
      let at = 3
      for (let column = 0; at < row.length; column++) if ((wanted & (1 << column)) !== 0) this.#oursValues[column] = row[at++] as SqlValue
      return true
    }
    const tomb = this.#writer.tomb(id)
    if (!tomb) {
      fillClocks(this.#ours, UNBORN, UNBORN)
      this.#oursValues.fill(null, 0, this.#table.columns.length)
      for (let i = this.#oursValues.length; i < this.#table.columns.length; i++) this.#oursValues.push(null)
      return false
    }
    const body = readTombBody(this.#table, tomb.body)
    readTombClocks(this.#ours, tomb, body)
    for (const [column, value] of body.values.entries()) this.#oursValues[column] = value
    return false
  }

  /** A living row takes columns. */
  #change(id: Buffer, record: RowRecord<SqlValue>, take: number): void {
    let differing = 0
    for (let column = 0; column < ALIVE; column++) {
      const bit = 1 << column
      if ((take & bit) !== 0 && !isSame(this.#oursValues[column], record.values[column])) differing |= bit
    }
    this.#takeClocks(take, record.clocks)
    if (differing !== 0) this.#ledger.noteReplaced(this.#table, id, differing & ~this.#quiet, this.#oursValues, record.clocks)
    this.#writer.update(id, differing, this.#ours, record.values)
  }

  /** A row goes into the bin, comes back, or changes there. */
  #moveOrMend(id: Buffer, record: RowRecord<SqlValue>, wasAlive: boolean, isAlive: boolean): void {
    const wasUnborn = !wasAlive && this.#ours.h[ALIVE] === UNBORN
    const { take } = this.#decision
    for (let column = 0; column < ALIVE; column++) {
      if ((take & (1 << column)) !== 0) this.#oursValues[column] = record.values[column] ?? null
    }
    this.#takeClocks(take, record.clocks)
    const alive = clockOf(this.#ours, ALIVE)
    if (isAlive) {
      this.#writer.revive(id, this.#ours, this.#oursValues)
      if (wasUnborn) this.#ledger.noteBorn(this.#table, id)
      else this.#ledger.noteAlive(this.#table, id, false, alive)
    } else if (wasAlive) {
      this.#writer.bury(id, this.#ours, this.#oursValues)
      this.#ledger.noteAlive(this.#table, id, true, alive)
    } else {
      this.#writer.writeTomb(id, this.#ours, this.#oursValues)
    }
  }

  #takeClocks(take: number, theirs: RowClocks): void {
    for (let slot = 0; slot <= ALIVE; slot++) {
      if ((take & (1 << slot)) === 0) continue
      this.#ours.h[slot] = theirs.h[slot] ?? 0
      this.#ours.s[slot] = theirs.s[slot] ?? 0
    }
  }

  #noteLosses(id: Buffer, record: RowRecord<SqlValue>): void {
    const { oursLost, theirsLost, decidedThere } = this.#decision
    const concurrent = (oursLost | theirsLost) & ~this.#quiet
    const decided = decidedThere & ~this.#quiet
    if ((concurrent | decided) === 0) return
    for (let column = 0; column < this.#table.columns.length; column++) {
      const bit = 1 << column
      if (((concurrent | decided) & bit) === 0) continue
      const ours = { ...clockOf(this.#ours, column), value: this.#oursValues[column] ?? null }
      const theirs = { ...clockOf(record.clocks, column), value: record.values[column] ?? null }
      if (isSame(ours.value, theirs.value)) continue
      if ((concurrent & bit) !== 0) {
        const loss = (theirsLost & bit) !== 0 ? { lost: theirs, won: ours } : { lost: ours, won: theirs }
        if (!this.#ledger.noteLost(this.#table, id, column, loss, this.#isBeyondSeen(ours, theirs))) continue
        this.#tally.conflicts++
        this.#tally.lost++
      } else if (ours.s === this.#rules.own && this.#rules.isOnTheirLostList(this.#table, id, column, ours)) {
        if (this.#ledger.noteLost(this.#table, id, column, { lost: ours, won: theirs }, true)) this.#tally.lost++
      }
    }
  }

  /** A write over a value from the future is dated past the last clock of its own site. */
  #isBeyondSeen(ours: Clock, theirs: Clock): boolean {
    const { seenByUs, seenByThem } = this.#rules
    return theirs.h > (seenByThem[theirs.s] ?? 0) || ours.h > (seenByUs[ours.s] ?? 0)
  }

  /** The row is or goes into the bin; edits that its deleter had not seen are kept there, and somebody should know. */
  #noteEditsOfDeleted(id: Buffer, record: RowRecord<SqlValue>, wasAlive: boolean): void {
    const { take } = this.#decision
    const death = (take & ALIVE_BIT) !== 0 ? clockOf(record.clocks, ALIVE) : clockOf(this.#ours, ALIVE)
    if (death.h === UNBORN) return
    let newest: Clock | undefined
    for (let column = 0; column < this.#table.columns.length; column++) {
      const bit = 1 << column
      if ((this.#quiet & bit) !== 0) continue
      const edit = wasAlive ? this.#unseenEditOfOurs(column) : this.#newEditOfTheirs(column, record)
      if (edit && edit.h > (newest?.h ?? 0)) newest = edit
    }
    if (!newest) return
    const loss = { lost: { ...newest, value: null }, won: { ...death, value: null } }
    if (this.#ledger.noteLost(this.#table, id, ALIVE, loss, true)) {
      this.#tally.conflicts++
      this.#tally.lost++
    }
  }

  #unseenEditOfOurs(column: number): Clock | undefined {
    const ours = clockOf(this.#ours, column)
    return ours.h > (this.#rules.seenByThem[ours.s] ?? 0) ? ours : undefined
  }

  #newEditOfTheirs(column: number, record: RowRecord<SqlValue>): Clock | undefined {
    if ((this.#decision.take & (1 << column)) === 0 || isSame(this.#oursValues[column], record.values[column])) return undefined
    const theirs = clockOf(record.clocks, column)
    const isFirstSight = this.#ours.h[ALIVE] === UNBORN
    return !isFirstSight && theirs.h > (this.#rules.seenByUs[theirs.s] ?? 0) ? theirs : undefined
  }

  #noteNewest(take: number, clocks: RowClocks): void {
    const { newest } = this.#tally
    for (let slot = 0; slot <= ALIVE; slot++) {
      if ((take & (1 << slot)) === 0) continue
      const site = clocks.s[slot] ?? 0
      const h = clocks.h[slot] ?? 0
      if (h > (newest.get(site) ?? 0)) newest.set(site, h)
    }
  }
}

function isSame(a: SqlValue | undefined, b: SqlValue | undefined): boolean {
  if (a === b) return true
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b)
}
