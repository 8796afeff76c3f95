import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import { FIELDS, REQUIRED } from './fields/catalogue.ts'
import type { FieldSpec } from './fields/field-spec.ts'
import { fieldTitles } from './fields/titles.ts'

/**
 * Guesses what the columns of a file mean from their heads, in Chinese and English.
 *
 * Shape   header -> field; every field at most once, headers without a meaning are left out.
 * Edge    names and titles win over synonyms, and the entity's own fields over those of what it refers to, whatever the order
 *         of the columns: `单价` in a file of order lines is the line's price.
 */
export function matchHeaders(headers: readonly string[], entity: ImportEntity): Record<string, string> {
  const fields = FIELDS[entity]
  const found: Record<string, string> = {}
  const taken = new Set<string>()
  for (const wordsOf of [(field: FieldSpec) => [field.name, ...fieldTitles(field.name)], (field: FieldSpec) => field.synonyms]) {
    for (const field of fields) {
      if (taken.has(field.name)) continue
      const words = new Set(wordsOf(field).map(comparableHeader))
      const header = headers.find((candidate) => candidate !== '' && found[candidate] === undefined && words.has(comparableHeader(candidate)))
      if (header === undefined) continue
      found[header] = field.name
      taken.add(field.name)
    }
  }
  return found
}

/**
 * Gives every column a head of its own, so that each can be mapped and mended: an equal head is counted on, an empty one is called by its
 * place (`备注 (2)`, `#3`).
 */
export function distinctHeads(cells: readonly string[]): string[] {
  const taken = new Set(cells.map((cell) => cell.trim()))
  const seen = new Set<string>()
  return cells.map((cell, index) => {
    const head = cell.trim()
    if (head !== '' && !seen.has(head)) {
      seen.add(head)
      return head
    }
    let name = head === '' ? `#${String(index + 1)}` : `${head} (2)`
    for (let number = 3; taken.has(name); number += 1) name = `${head === '' ? `#${String(index + 1)}` : head} (${String(number)})`
    taken.add(name)
    return name
  })
}

/** Groups of which a file has not a single field: it cannot be imported as this entity. */
export function missingFields(mapped: ReadonlySet<string>, entity: ImportEntity): string[] {
  return REQUIRED[entity].filter((group) => !group.some((name) => mapped.has(name))).map((group) => group[0] ?? '')
}

/** Header without case, width, spaces, brackets and separators: `Order_No.` and `order no` are one. */
export function comparableHeader(header: string): string {
  const plain = header.normalize('NFKC').toLowerCase()
  // A dot inside stays: it is what tells `customer.name` from a name.
  return plain.replace(/[\s_\-/*:#()[\]【】"'“”]|\.$/g, '')
}
