import type { Database } from 'better-sqlite3'
import { idFromText } from '#shared/kernel/ids.ts'
import { Refused } from '../refusal.ts'
import { uuidOf } from './dimensions.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const BY_CODE_OR_NAME = {
  orgUnit: 'SELECT hex(id) FROM org_unit WHERE code = @text OR name = @text ORDER BY id',
  employee: 'SELECT hex(id) FROM employee WHERE code = @text OR name = @text ORDER BY id',
  product: 'SELECT hex(id) FROM product WHERE code = @text OR name = @text ORDER BY id',
  category: 'SELECT hex(id) FROM product_category WHERE name = @text ORDER BY id',
} as const

const BY_ID = {
  orgUnit: 'SELECT 1 FROM org_unit WHERE id = ?',
  employee: 'SELECT 1 FROM employee WHERE id = ?',
  product: 'SELECT 1 FROM product WHERE id = ?',
  category: 'SELECT 1 FROM product_category WHERE id = ?',
} as const

/**
 * Gives the ids that a filter names by id, code or name; null without the filter.
 *
 * Edge    a name that several records share means all of them.
 * Errors  `param-not-found` with the text that nothing matches.
 */
export function resolveReferences(db: Database, param: keyof typeof BY_ID, given: string | readonly string[] | undefined): string[] | null {
  if (given === undefined) return null
  const texts = typeof given === 'string' ? [given] : given
  const found = texts.flatMap((text) => {
    if (UUID.test(text) && db.prepare(BY_ID[param]).get(Buffer.from(idFromText(text)))) return [text]
    const ids = db.prepare(BY_CODE_OR_NAME[param]).pluck().all({ text }) as string[]
    if (ids.length === 0) throw new Refused([{ field: param, kind: 'param-not-found', values: { param, value: text } }])
    return ids.map((id) => uuidOf(id) ?? '')
  })
  return [...new Set(found)]
}
