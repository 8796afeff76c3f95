import type { Duplicate, DuplicateQuery } from '#shared/contract/customers.contract.ts'
import { keptStatement } from '../../db/kept-statement.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { blockKeys } from './block-keys.ts'
import { compareCustomers, type Likeness } from './compare-customers.ts'
import { refreshDuplicateKeys } from './fill-keys.ts'
import { type Profile, profileOf } from './profile.ts'
import { readTextsOf } from './read-texts.ts'

/** A key that more have says little: so many of them are looked at. */
const MOST_OF_A_KEY = 200
const MOST_CANDIDATES = 600
const MOST_SHOWN = 10

/**
 * Finds customers that the one being typed may double, each with its reasons.
 *
 * Shape   the likeliest first, at most 10.
 * Edge    nothing that could be compared gives nothing. Of a key that thousands share (a group's web domain) not all are looked at.
 * Cost    below 30 ms among 50,000 customers, see docs/benchmarks.md.
 */
export function findDuplicates(workspace: Workspace, typed: DuplicateQuery): Duplicate[] {
  refreshDuplicateKeys(workspace)
  const profile = profileOf({
    kind: typed.kind ?? 'firm', name: typed.name ?? '', shortName: typed.shortName ?? null, formerName: null, creditCode: typed.creditCode ?? null, phone: typed.phone ?? null,
    website: typed.website ?? null, contacts: typed.mail ? [{ id: null, phone: null, otherPhone: null, mail: typed.mail }] : [],
  })
  return readTextsOf(workspace, candidatesOf(workspace, profile))
    .flatMap((texts) => {
      const likeness = idText(texts.id) === typed.exceptId ? null : compareCustomers(profile, profileOf(texts))
      return likeness === null ? [] : [{ id: texts.id, likeness }]
    })
    .sort((a, b) => b.likeness.score - a.likeness.score || a.id.compare(b.id))
    .slice(0, MOST_SHOWN)
    .map(({ id, likeness }) => shown(workspace, id, likeness))
}

function candidatesOf({ db }: Workspace, profile: Profile): number[] {
  const ofKey = keptStatement<[number, number], number>(db, 'SELECT handle FROM duplicate_key WHERE key = ? LIMIT ?').pluck()
  const found = new Set<number>()
  for (const key of blockKeys(profile)) {
    for (const handle of ofKey.all(key, MOST_OF_A_KEY)) found.add(handle)
    if (found.size >= MOST_CANDIDATES) break
  }
  return [...found]
}

function shown({ db }: Workspace, id: Buffer, { score, certainty, reasons }: Likeness): Duplicate {
  const row = keptStatement<[Buffer], { name: string; code: string | null; ownerName: string | null }>(
    db,
    'SELECT c.name, c.code, e.name AS ownerName FROM customer c LEFT JOIN employee e ON e.id = c.owner_id WHERE c.id = ?',
  ).get(id)
  return { id: idText(id), name: row?.name ?? '', code: row?.code ?? null, ownerName: row?.ownerName ?? null, score, certainty, reasons: [...reasons] }
}
