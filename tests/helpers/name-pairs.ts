import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { blockKeys } from '#service/features/duplicates/block-keys.ts'
import { compareCustomers } from '#service/features/duplicates/compare-customers.ts'
import { STRONG } from '#service/features/duplicates/names/compare-names.ts'
import { type Profile, profileOf } from '#service/features/duplicates/profile.ts'

/** Two names of firms of which somebody knows whether they are one; see tests/fixtures/duplicates. */
export interface NamePair {
  readonly isSame: boolean
  readonly kind: string
  readonly a: string
  readonly b: string
}

const folder = join(import.meta.dirname, '../fixtures/duplicates')

/** Gives the labelled pairs: those on which the rules were tuned, or those that were held back. */
export function namePairs(half: 'tuned' | 'held-out'): NamePair[] {
  const [, ...lines] = readFileSync(join(folder, `${half}.tsv`), 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [label = '', kind = '', a = '', b = ''] = line.split('\t')
    return { isSame: label === 'same', kind, a, b }
  })
}

export interface Accuracy {
  readonly pairs: number
  readonly precision: number
  readonly recall: number
}

/** Measures how pairs are decided; found is what has a key in common, as in a workspace, and at least the score `least`. */
export function accuracyOf(pairs: readonly NamePair[], least = STRONG): Accuracy {
  let [hits, wrong, missed] = [0, 0, 0]
  for (const { isSame, a, b } of pairs) {
    const [first, second] = [profileOfName(a), profileOfName(b)]
    const keys = new Set(blockKeys(first))
    const isFound = blockKeys(second).some((key) => keys.has(key)) && (compareCustomers(first, second)?.score ?? 0) >= least
    if (isFound && isSame) hits += 1
    else if (isFound) wrong += 1
    else if (isSame) missed += 1
  }
  return { pairs: pairs.length, precision: hits / (hits + wrong), recall: hits / (hits + missed) }
}

/** A customer of whom only the name is known. */
export function profileOfName(name: string): Profile {
  return profileOf({ kind: 'firm', name, shortName: null, formerName: null, creditCode: null, phone: null, website: null, contacts: [] })
}
