import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { Problem, procedure, RecordId, RecordRef, SiteId, taskEvents } from './base.ts'
import { FieldValue, RecordTable } from './record-tables.ts'

/** Another copy of the firm whose changes are in this one. */
export const KnownSite = z.object({
  site: SiteId,
  /** Who works in that copy; null while nobody told. */
  employee: RecordRef.nullable(),
  /** UTC ms of the newest change from it that is here: "as of". */
  changedAt: z.number().nullable(),
  /** UTC ms when its file was last read here; null when its changes came by way of another copy. */
  readAt: z.number().nullable(),
  /** Steps of ours that it did not have yet when it was read; null when it was never read. */
  missingSteps: z.int().nullable(),
  /** UTC ms when something of it was met last, by whatever way. */
  seenAt: z.number().nullable(),
  /** `newer`, `older` or the `same` version of the data as this one; null while nothing told. */
  version: z.enum(['older', 'same', 'newer']).nullable(),
  /** Minutes by which its newest change is ahead of this clock; null where it is not. */
  aheadMinutes: z.int().nullable(),
})
export type KnownSite = z.infer<typeof KnownSite>

/**
 * Something about sync that needs a person. `n` counts: conflicts, held bundles, ms of the clock (positive = this computer's is behind), ms since a
 * way last worked; `name` = the way.
 */
export const SyncConcern = z.object({
  kind: z.enum(['conflicts', 'held', 'renewed', 'clock', 'way-failing']),
  n: z.number(),
  name: z.string().nullable(),
})
export type SyncConcern = z.infer<typeof SyncConcern>

export const SyncStatus = z.object({
  site: SiteId,
  /** Our own steps that no other copy and no way is known to have. */
  waiting: z.int(),
  /** Entries of the lost list that nobody looked at. */
  openLost: z.int(),
  /** UTC ms when something was merged or exchanged last. */
  lastMergeAt: z.number().nullable(),
  /**
   * The lamp: `alone` = never met anybody and nothing to send, `synced` = everything of ours is known elsewhere or lies on a way that answered last
   * time, `waiting` = it does not, `attention` = there are concerns.
   */
  lamp: z.enum(['alone', 'synced', 'waiting', 'attention']),
  /** The most pressing first. */
  concerns: z.array(SyncConcern),
  /** Ways that were set up. */
  ways: z.int(),
  /** Bundles that are kept and not merged. */
  held: z.int(),
  sites: z.array(KnownSite),
})
export type SyncStatus = z.infer<typeof SyncStatus>

/** A copy whose clock runs ahead, met in a merge: its values win until its clock is right. */
export const ClockAhead = z.object({ site: SiteId, employee: z.string().nullable(), minutes: z.int() })

/**
 * What one source brought. Counts are of records, `conflicts` of fields.
 *
 * `read` records looked at = `applied` (changed something here) + `known` (did not). `conflicts` = fields that both sides set to
 * different values without knowing of each other. `lost` = entries added to the lost list: one per conflict, one per record
 * that one side deleted while the other edited it, and losses of ours that the other side had already decided.
 */
export const MergeCounts = z.object({
  read: z.int(),
  applied: z.int(),
  known: z.int(),
  conflicts: z.int(),
  lost: z.int(),
  /** Customers that two people entered; found by the collision rules, 0 until they exist. */
  collisions: z.int(),
})
export type MergeCounts = z.infer<typeof MergeCounts>

export const MergeResult = z.object({
  source: z.string(),
  site: SiteId.nullable(),
  employee: z.string().nullable(),
  counts: MergeCounts,
  /** The step in the journal that undoes it; null when nothing changed. */
  command: z.int().nullable(),
  clocksAhead: z.array(ClockAhead),
  /** Why this source was refused: message `errors.<kind>`; the other sources were merged all the same. */
  problem: Problem.nullable(),
})
export type MergeResult = z.infer<typeof MergeResult>

/** Line of the merge log. */
export const MergeEntry = z.object({
  seq: z.int(),
  at: z.number(),
  source: z.string(),
  site: SiteId,
  employee: z.string().nullable(),
  counts: MergeCounts,
  command: z.int().nullable(),
  isUndone: z.boolean(),
})
export type MergeEntry = z.infer<typeof MergeEntry>

/** A value that did not prevail, and the one that did. */
export const LostEntry = z.object({
  seq: z.int(),
  /** `edit`: two values of one field. `deleted-while-edited`: the record is in the bin although somebody edited it. */
  kind: z.enum(['edit', 'deleted-while-edited']),
  table: RecordTable,
  id: RecordId,
  title: z.string().nullable(),
  /** Column name; null for `deleted-while-edited`. */
  field: z.string().nullable(),
  lost: FieldValue.extend({ by: z.string().nullable(), at: z.number(), isOurs: z.boolean() }),
  won: FieldValue.extend({ by: z.string().nullable(), at: z.number(), isOurs: z.boolean() }),
  /** What the field holds now; somebody may have changed it since. */
  current: FieldValue.nullable(),
  isDeleted: z.boolean(),
  seenAt: z.number(),
  settledAt: z.number().nullable(),
})
export type LostEntry = z.infer<typeof LostEntry>

const Page = { offset: z.int().nonnegative().default(0), limit: z.int().min(1).max(500).default(100) }

export const syncContract = {
  status: procedure.output(SyncStatus),
  /** Somebody has taken notice that this copy went on under a new name. */
  noticed: procedure.output(z.void()),
  /** What a merge of one source, a copy or a package (`.trp`), would do; nothing is written. Refused as `merge` refuses. */
  preview: procedure.input(z.object({ path: z.string().min(1) })).output(MergeResult),
  /**
   * Merges other copies (their folder or their `tributary.db`) into this one: a backup first, then one step per source.
   * A refused source is reported in its result and does not stop the others; aborting leaves the sources that are done.
   *
   * Problem kinds: `source-missing`, `source-not-a-workspace`, `source-damaged`, `schema-too-new`, `source-same-workspace`,
   * `source-other-firm`, `disk-full`. Progress: `step` is `backup`, the path of the source, or `derive`; `done` and `total` count records.
   */
  merge: procedure
    .input(z.object({ paths: z.array(z.string().min(1)).min(1).max(1000) }))
    .output(eventIterator(taskEvents(z.object({ results: z.array(MergeResult) })))),
  /** The merge log, newest first. */
  merges: procedure.input(z.object(Page)).output(z.object({ rows: z.array(MergeEntry), total: z.int() })),
  lost: {
    /** Newest first; `isOpen` leaves out what is settled. */
    list: procedure
      .input(z.object({ ...Page, isOpen: z.boolean().default(true), table: RecordTable.optional(), id: RecordId.optional() }))
      .output(z.object({ rows: z.array(LostEntry), total: z.int() })),
    /**
     * Makes the lost value the present one (a new write), or brings the deleted record back. Settles the entry.
     * Refused: `record-deleted` for a field of a record that is in the bin.
     */
    setBack: procedure.input(z.object({ seq: z.int() })).output(z.object({ command: z.int().nullable() })),
    /** Leaves things as they are. */
    settle: procedure.input(z.object({ seqs: z.array(z.int()).min(1).max(1000) })).output(z.object({ settled: z.int() })),
  },
}
