import * as z from 'zod'
import { procedure, RecordId, RecordRef, SiteId } from './base.ts'
import { FieldValue, RecordTable, RecordTitle } from './record-tables.ts'

/** One step in the journal: everything that one command, import or merge wrote. */
export const JournalStep = z.object({
  seq: z.int(),
  /** Message `journal.command.<kind>` with `detail` as values. */
  kind: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  at: z.number(),
  employee: RecordRef.nullable(),
  /** The step that undid this one. */
  undoneBy: z.int().nullable(),
})
export type JournalStep = z.infer<typeof JournalStep>

/** One field of a history entry. */
export const FieldChange = z.object({
  /** Column name; message `fields.<table>.<field>`. */
  field: z.string(),
  old: FieldValue,
  new: FieldValue,
  /** The field holds something else than `old` now, so that setting back makes sense. */
  canSetBack: z.boolean(),
})
export type FieldChange = z.infer<typeof FieldChange>

export const HistoryEntry = z.object({
  /** Names the entry for `setBack`; null for `created`, which has no line of its own. */
  seq: z.int().nullable(),
  event: z.enum(['created', 'changed', 'deleted', 'restored']),
  /** UTC ms of the change where it was made, not of its arrival here. */
  at: z.number(),
  employee: z.string().nullable(),
  site: SiteId.nullable(),
  isOurs: z.boolean(),
  /** The step that wrote it here; null when it is not in the journal (any more). */
  command: JournalStep.pick({ seq: true, kind: true, detail: true, undoneBy: true }).nullable(),
  changes: z.array(FieldChange),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

/** A record or field that an undo left alone. */
export const UndoConflict = RecordTitle.extend({
  /** `changed-since`: the field holds a later value. `edited-since`: the new record was edited, so it stays. `restored-since`: the deleted record is back already. */
  kind: z.enum(['changed-since', 'edited-since', 'restored-since']),
  field: z.string().nullable(),
  /** What undoing would have written. */
  wanted: FieldValue.nullable(),
  current: FieldValue.nullable(),
})
export type UndoConflict = z.infer<typeof UndoConflict>

export const UndoResult = z.object({
  /** The step that the undo made, to undo the undo; null when there was nothing to do. */
  command: z.int().nullable(),
  undone: JournalStep,
  setBack: z.int(),
  removed: z.int(),
  restored: z.int(),
  /** At most 200 of them; `conflictCount` counts all. */
  conflicts: z.array(UndoConflict),
  conflictCount: z.int(),
})
export type UndoResult = z.infer<typeof UndoResult>

/** A deleted record. */
export const BinEntry = RecordTitle.extend({
  deletedAt: z.number(),
  deletedBy: z.string().nullable(),
  /** Somebody edited it while it was deleted elsewhere. */
  wasEdited: z.boolean(),
})
export type BinEntry = z.infer<typeof BinEntry>

const Page = { offset: z.int().nonnegative().default(0), limit: z.int().min(1).max(500).default(100) }

export const journalContract = {
  /** Steps of this copy, newest first. */
  steps: procedure.input(z.object(Page)).output(z.object({ rows: z.array(JournalStep), total: z.int() })),
  /** What happened to one record, newest first; also of a record in the bin. */
  history: procedure
    .input(z.object({ table: RecordTable, id: RecordId, ...Page }))
    .output(z.object({ rows: z.array(HistoryEntry), total: z.int(), isDeleted: z.boolean() })),
  /**
   * Gives one field of a history entry its old value again (a new write). Refused: `record-deleted`.
   * `command` is null when the field held that value already.
   */
  setBack: procedure.input(z.object({ seq: z.int(), field: z.string() })).output(z.object({ command: z.int().nullable() })),
  /**
   * Undoes one step, also after other edits: what was changed since is listed and not overwritten.
   * Refused: `already-undone`, `not-undoable` (the step is too old: its history was pruned).
   */
  undo: procedure.input(z.object({ seq: z.int() })).output(UndoResult),
  /** Undoes the newest step that is not undone and no undo itself; refused with `nothing-to-undo`. */
  undoLast: procedure.output(UndoResult),
  bin: {
    /** Deleted records, newest first; parts of deleted records (order lines, links) only when their table is asked for. */
    list: procedure
      .input(z.object({ ...Page, table: RecordTable.optional(), search: z.string().trim().max(200).optional() }))
      .output(z.object({ rows: z.array(BinEntry), total: z.int() })),
    /** Brings a record back with everything that was in it. Refused: `not-in-bin`. */
    restore: procedure.input(z.object({ table: RecordTable, id: RecordId })).output(z.object({ command: z.int().nullable() })),
  },
}
