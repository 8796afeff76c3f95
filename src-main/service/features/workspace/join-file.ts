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
  return parsed.success ? joinFileOf(parsed.data) : refuse('join-file-unreadable', { path }, { cause: parsed.error })
}

/** Reads what a join file holds from elsewhere, e.g. from another computer; null when it is nothing of the kind. */
export function parseJoinText(text: string): JoinFile | null {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    // no JSON: the same as any other content that is not ours
    return null
  }
  const parsed = JoinText.safeParse(content)
  return parsed.success ? joinFileOf(parsed.data) : null
}

function joinFileOf(content: z.infer<typeof JoinText>): JoinFile {
  return content.format === 'tributary-join-2' ? { genesis: content.genesis, invitation: content } : { genesis: Genesis.parse(content), invitation: null }
}
