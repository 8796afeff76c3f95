import type { Duplicate, DuplicateReason } from '#shared/contract/customers.contract.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { compareCustomers } from './compare-customers.ts'
import { refreshDuplicateKeys } from './fill-keys.ts'
import { type Profile, profileOf } from './profile.ts'
import { readAllTexts } from './read-texts.ts'

/** A key that more customers have tells nothing apart; a pair that only meets there is not looked at. */
const LARGEST_BLOCK = 500

export interface DuplicatePair {
  readonly score: number
  readonly certainty: Duplicate['certainty']
  readonly reasons: readonly DuplicateReason[]
  readonly customers: readonly [PairMember, PairMember]
}

export interface PairMember {
  readonly id: string
  readonly code: string | null
  readonly name: string
}

interface Entry {
  readonly id: Buffer
  readonly code: string | null
  readonly name: string
  readonly profile: Profile
}

/**
 * Finds all pairs of customers that may be one.
 *
 * Shape   the likeliest first, then by name; a pair once.
 * Cost    seconds for 50,000 customers, see docs/benchmarks.md; holds all of them in memory.
 */
export function allDuplicates(workspace: Workspace, withPossible: boolean, everySoOften: (done: number, total: number) => void = () => {}): DuplicatePair[] {
  refreshDuplicateKeys(workspace)
  const { db } = workspace
  const byId = new Map(readAllTexts(workspace).map((texts) => [texts.id.toString('latin1'), texts]))
  const entries: (Entry | undefined)[] = []
  for (const { handle, id } of db.prepare<[], { handle: number; id: Buffer }>('SELECT handle, id FROM duplicate_customer').all()) {
    const texts = byId.get(id.toString('latin1'))
    if (texts) entries[handle] = { id, code: texts.code, name: texts.name, profile: profileOf(texts) }
  }
  const member = ({ id, code, name }: Entry): PairMember => ({ id: idText(id), code, name })

  const pairs: DuplicatePair[] = []
  const seen = new Set<number>()
  const blocks = blocksOf(workspace)
  for (const [index, block] of blocks.entries()) {
    if (index % 10_000 === 0) everySoOften(index, blocks.length)
    for (let i = 0; i < block.length; i += 1) {
      for (let j = i + 1; j < block.length; j += 1) {
        const [a, b] = [block[i] ?? 0, block[j] ?? 0]
        const [first, second] = [entries[a], entries[b]]
        const likeness = first && second ? compareCustomers(first.profile, second.profile) : null
        if (likeness === null || !first || !second || (likeness.certainty === 'possible' && !withPossible)) continue
        // two that are alike have several keys in common
        const place = a * 0x400_0000 + b
        if (seen.has(place)) continue
        seen.add(place)
        pairs.push({ score: likeness.score, certainty: likeness.certainty, reasons: likeness.reasons, customers: [member(first), member(second)] })
      }
    }
  }
  return pairs.sort((a, b) => b.score - a.score || compareText(a.customers[0].name, b.customers[0].name) || compareText(a.customers[0].id, b.customers[0].id))
}

/** Handles that share a key, ascending. */
function blocksOf({ db }: Workspace): number[][] {
  const rows = db.prepare<[], [number, number]>('SELECT key, handle FROM duplicate_key ORDER BY key, handle').raw(true).all()
  const blocks: number[][] = []
  let start = 0
  for (let end = 1; end <= rows.length; end += 1) {
    if (end < rows.length && rows[end]?.[0] === rows[start]?.[0]) continue
    if (end - start > 1 && end - start <= LARGEST_BLOCK) blocks.push(rows.slice(start, end).map((row) => row[1]))
    start = end
  }
  return blocks
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
