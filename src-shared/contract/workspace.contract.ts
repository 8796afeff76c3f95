import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { Currency, line, procedure, RecordId, RecordRef, taskEvents } from './base.ts'

export const roles = ['rep', 'manager', 'director', 'finance', 'service', 'admin'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** The copy that is open: whose it is, of which firm, and where it lies. */
export const WorkspaceStatus = z.object({
  directory: z.string(),
  site: RecordId,
  firm: RecordRef.extend({ currency: Currency }),
  employee: RecordRef,
  role: Role,
  orgUnit: RecordRef.nullable(),
  schemaVersion: z.int(),
  appVersion: z.string(),
})
export type WorkspaceStatus = z.infer<typeof WorkspaceStatus>

const Place = z.object({ directory: z.string().min(1), employee: line(100), role: Role, unitPath: line(300).optional() })

export const Backup = z.object({ file: z.string(), at: z.number(), bytes: z.number() })

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
  backups: procedure.output(z.array(Backup)),
  backUp: procedure.output(Backup),
}
