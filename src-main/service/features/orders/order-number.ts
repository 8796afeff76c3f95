import { monthOf } from '#shared/kernel/plain-date.ts'
import type { Workspace } from '../../db/workspace.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Four characters of the site's id, so that two copies of a firm never issue the same number while apart. */
export function sitePrefix(site: Uint8Array): string {
  return [...site.subarray(12, 16)].map((byte) => ALPHABET[byte % 32] ?? '0').join('')
}

/** Gives the next free document number of this copy in a month, e.g. `7K2M-202603-004`; a return begins with R. */
export function nextOrderNumber({ db, site }: Workspace, kind: string, orderedOn: string): string {
  const stem = `${kind === 'return' ? 'R' : ''}${sitePrefix(site)}-${monthOf(orderedOn).replace('-', '')}-`
  const last = db
    .prepare<[string, string, string], string>('SELECT number FROM sales_order WHERE number >= ? AND number < ? AND length(number) >= length(?) + 3 ORDER BY length(number) DESC, number DESC LIMIT 1')
    .pluck()
    .get(stem, `${stem}\uffff`, stem)
  const counter = last === undefined ? 0 : Number(last.slice(stem.length))
  return `${stem}${String((Number.isInteger(counter) ? counter : 0) + 1).padStart(3, '0')}`
}
