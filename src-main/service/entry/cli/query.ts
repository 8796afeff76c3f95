import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { idToText } from '#shared/kernel/ids.ts'
import { requireKnownSchema } from '../../db/migrate.ts'
import { DATABASE_FILE, openDatabase } from '../../db/open-database.ts'
import { refuse } from '../../refusal.ts'
import { parse, type Command } from './command.ts'
import { keyFor } from './workspace-key.ts'

/** `query`: read-only SQL, for people who like SQL. The connection cannot write whatever the text says. */
export const query: Command = {
  usage: 'query DIR SQL [--json]',
  run(args, io) {
    const { values, positionals } = parse(args, { json: { type: 'boolean', default: false } }, { min: 2, max: 2 })
    const [directory = '', text = ''] = positionals
    const path = join(directory, DATABASE_FILE)
    const db = openDatabase(path, 'read', keyFor(directory))
    try {
      requireKnownSchema(db, path)
      const rows = runReadOnly(db, text).map(readable)
      if (values.json) io.json(rows)
      else for (const row of rows) io.result(Object.values(row).map((value) => String(value ?? '')).join('\t'))
      return 0
    } finally {
      db.close()
    }
  },
}

function runReadOnly(db: Database, text: string): Record<string, unknown>[] {
  try {
    const statement = db.prepare<[], Record<string, unknown>>(text)
    return statement.reader ? statement.all() : refuse('query-writes')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_ERROR') refuse('query-wrong', { message: cause.message }, { cause })
    throw cause
  }
}

function readable(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      Buffer.isBuffer(value) ? (value.length === 16 ? idToText(value) : value.toString('hex')) : value,
    ]),
  )
}
