import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { refuse } from '../../refusal.ts'
import { Invitation } from '../../sync/identity/invitation.ts'
import { Genesis } from './genesis.ts'

/** With which others join a firm: an invitation. */
export const JOIN_FILE = 'firm.join'

/** What `firm.join` was before copies had keys: only the first rows. */
const WithoutKeys = Genesis.extend({ format: z.literal('tributary-join-1') })
const JoinText = z.discriminatedUnion('format', [WithoutKeys, Invitation.extend({ genesis: Genesis })])

export interface JoinFile {
  readonly genesis: Genesis
  /** Null in a firm that was founded before copies had keys. */
  readonly invitation: Invitation | null
}

/** Reads a file with which somebody joins. Errors: `join-file-unreadable`. */
export function readJoinFile(path: string): JoinFile {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    return refuse('join-file-unreadable', { path }, { cause })
  }
  const parsed = JoinText.safeParse(content)
  if (!parsed.success) return refuse('join-file-unreadable', { path }, { cause: parsed.error })
  if (parsed.data.format === 'tributary-join-2') return { genesis: parsed.data.genesis, invitation: parsed.data }
  return { genesis: Genesis.parse(parsed.data), invitation: null }
}
