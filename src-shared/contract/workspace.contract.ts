import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { Currency, line, procedure, RecordRef, SiteId, taskEvents } from './base.ts'

export const roles = ['rep', 'manager', 'director', 'finance', 'service', 'admin'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** The copy that is open: whose it is, of which firm, and where it lies. */
export const WorkspaceStatus = z.object({
  directory: z.string(),
  site: SiteId,
  firm: RecordRef.extend({ currency: Currency }),
  employee: RecordRef,
  role: Role,
  orgUnit: RecordRef.nullable(),
  schemaVersion: z.int(),
  appVersion: z.string(),
})
export type WorkspaceStatus = z.infer<typeof WorkspaceStatus>

const Place = z.object({ directory: z.string().min(1), employee: line(100), role: Role, unitPath: line(300).optional(), encrypt: z.boolean().default(true) })

export const Backup = z.object({ file: z.string(), at: z.number(), bytes: z.number() })

/** Lists of BIP 39 that recovery words come from. */
export const wordLists = ['en', 'zh-CN'] as const
export type WordList = (typeof wordLists)[number]

/** What protects the data of the open workspace on the disk. */
export const Protection = z.object({
  isEncrypted: z.boolean(),
  /** Who keeps the key: the operating system's store, a file beside the database, or nobody here (it was given by the person). */
  store: z.enum(['system', 'plain', 'none']),
  hasRecovery: z.boolean(),
})
export type Protection = z.infer<typeof Protection>

/** Where the key is by which everything in the firm is certified. */
export const RootKeyStatus = z.object({ isHere: z.boolean() })
export type RootKeyStatus = z.infer<typeof RootKeyStatus>

/** One of the words as somebody wrote it down; the first one is at 1. */
export const WordCheck = z.object({ at: z.int().min(1).max(24), word: z.string().max(40) })
export type WordCheck = z.infer<typeof WordCheck>

export const workspaceContract = {
  /** The open workspace, or null. */
  status: procedure.output(WorkspaceStatus.nullable()),
  /** Founds a firm: makes a workspace in an empty directory, and `firm.join` with which others join. */
  found: procedure
    .input(Place.extend({ firm: line(200), currency: Currency.default('CNY') }))
    .output(WorkspaceStatus),
  /** Makes another workspace of the same firm from its join file. */
  join: procedure.input(Place.extend({ joinFile: z.string().min(1) })).output(WorkspaceStatus),
  /** Opens another directory; the present one is closed first. Refused (and the present one kept open) when it is no workspace. */
  open: procedure.input(z.object({ directory: z.string().min(1) })).output(WorkspaceStatus),
  /** Makes the demo firm in a directory and opens the manager's copy. A cancel leaves neither firm nor folder behind. */
  openDemo: procedure.input(z.object({ directory: z.string().min(1) })).output(eventIterator(taskEvents(WorkspaceStatus))),
  /** Opens an encrypted workspace whose key this computer does not have, or no longer: by its folder, or a file in it, and the recovery words. */
  unlock: procedure.input(z.object({ path: z.string().min(1), words: z.string().max(2000) })).output(WorkspaceStatus),
  /** What protects the open workspace; null when none is open. */
  protection: procedure.output(Protection.nullable()),
  /** Makes recovery words, 24, of a list of BIP 39; those made before are void. They are told this once. */
  makeRecoveryWords: procedure.input(z.object({ list: z.enum(wordLists) })).output(z.array(z.string()).length(24)),
  /** Writes recovery words that were just made into a file for this user alone; what lies there is replaced. */
  saveRecoveryWords: procedure.input(z.object({ file: z.string().min(1), words: z.array(z.string().max(20)).length(24) })).output(z.void()),
  /** The firm's root key: on the founder's computer until it is taken away, then only where its words are written. */
  rootKey: {
    /** Null in a copy that has no keys. */
    status: procedure.output(RootKeyStatus.nullable()),
    words: procedure.input(z.object({ list: z.enum(wordLists) })).output(z.array(z.string()).length(24)),
    /** Takes it off this computer for good, when some of the words are given as a sign that they are written down. */
    takeAway: procedure.input(z.object({ list: z.enum(wordLists), checks: z.array(WordCheck).min(2).max(24) })).output(z.void()),
  },
  backups: procedure.output(z.array(Backup)),
  backUp: procedure.output(Backup),
}
