import * as z from 'zod'
import { line, procedure, RecordId } from './base.ts'
import { Role, WorkspaceStatus } from './workspace.contract.ts'

/** A code with which one person joins over the local network, and what became of it. */
export const Pairing = z.object({
  /** Six groups of four. */
  code: z.string(),
  /** UTC ms. */
  expiresAt: z.number(),
  triesLeft: z.int(),
  /** `used` the invitation went out; `spent` too many wrong tries. */
  outcome: z.enum(['open', 'used', 'spent', 'expired', 'closed']),
  /** For whom it was made. */
  name: z.string(),
  role: Role,
  /** Where this computer listens, as the other one may type it; the first that it has is the likeliest. */
  addresses: z.array(z.string()),
})
export type Pairing = z.infer<typeof Pairing>

export const syncJoinContract = {
  /** The newest code of this copy; null when none was made since it was opened. */
  pairing: procedure.output(Pairing.nullable()),
  /**
   * Makes a code for one employee and begins to listen; the code before is void.
   *
   * Problem kinds: `copy-without-keys`, `invitation-beyond-scope`, `lan-port-taken`.
   */
  openPairing: procedure.input(z.object({ employeeId: RecordId })).output(Pairing),
  /** Takes the code back. */
  closePairing: procedure.output(z.void()),
  /**
   * Makes a workspace with the invitation that a code stands for; without an address the computer is looked for in the network.
   *
   * Problem kinds: `code-malformed`, `address-malformed`, `pairing-not-found`, `pairing-unreachable`, `pairing-other-computer`, `pairing-code-wrong`, `pairing-code-void`,
   * `invitation-unusable`, `directory-not-empty`.
   */
  joinByCode: procedure
    .input(z.object({ code: line(200), address: line(300).nullable(), directory: z.string().min(1), encrypt: z.boolean().default(true) }))
    .output(WorkspaceStatus),
}
