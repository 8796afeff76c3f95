import * as z from 'zod'

/**
 * The messages between the shell and the data service's process. They carry no business: only life, ports and, for a plain Node child
 * that cannot be given a port, the port's traffic.
 */

const ConnectionId = z.int().nonnegative()

/** From the shell to the service. */
export const HostRequest = z.discriminatedUnion('type', [
  /** First message: opens the workspace in `dir`, or runs without one. Answered by `ready`. */
  z.object({ type: z.literal('open'), dir: z.string().min(1).nullable() }),
  /** A window wants to call. In a utility process the port comes along; a plain child gets its traffic as `relay`. */
  z.object({ type: z.literal('connect'), id: ConnectionId }),
  z.object({ type: z.literal('relay'), id: ConnectionId, data: z.unknown() }),
  z.object({ type: z.literal('disconnect'), id: ConnectionId }),
  /** Answers `key`: the bytes wrapped or unwrapped; null when there is no store, or it does not open them. */
  z.object({ type: z.literal('key'), id: ConnectionId, bytes: z.base64().nullable() }),
  /** Finishes what runs, closes the workspace, answers `closed` and exits. */
  z.object({ type: z.literal('shutdown') }),
])
export type HostRequest = z.infer<typeof HostRequest>

/** Why a workspace could not be opened: a message key's last part and its values, never a sentence. */
export const OpenProblem = z.object({ kind: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) })
export type OpenProblem = z.infer<typeof OpenProblem>

/** Asks the operating system's store of secrets, which only the shell reaches, to wrap a key or to unwrap one. */
const KeyQuestion = z.object({ type: z.literal('key'), id: ConnectionId, work: z.enum(['wrap', 'unwrap']), bytes: z.base64() })
export type KeyQuestion = z.infer<typeof KeyQuestion>

/** From the service to the shell. */
export const HostReply = z.discriminatedUnion('type', [
  /** Calls are answered from now on; with a `problem`, without a workspace. */
  z.object({ type: z.literal('ready'), problem: OpenProblem.nullable() }),
  z.object({ type: z.literal('relay'), id: ConnectionId, data: z.unknown() }),
  KeyQuestion,
  /** The workspace is closed; the process ends now. */
  z.object({ type: z.literal('closed') }),
  /** A line for the log file of the shell: an event name and plain fields, no data of customers. */
  z.object({
    type: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    event: z.string(),
    fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
])
export type HostReply = z.infer<typeof HostReply>
