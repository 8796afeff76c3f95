import { describe, expect, it } from 'vitest'
import { MIGRATIONS } from '#service/db/migrations/index.ts'
import { migrationHash } from '#service/db/migrate.ts'

/** What each migration did when it was released. A released migration is never edited: write a new one. */
const RELEASED: Readonly<Record<string, string>> = {}

describe('MIGRATIONS', () => {
  it('are those that were released, unchanged and in place', () => {
    for (const [index, [name, hash]] of Object.entries(RELEASED).entries()) {
      const migration = MIGRATIONS[index]
      expect(migration?.name).toBe(name)
      if (migration) expect(migrationHash(migration), name).toBe(hash)
    }
  })

  it('are numbered in the order in which they run', () => {
    expect(MIGRATIONS.map(({ name }) => name.slice(0, 4))).toEqual(MIGRATIONS.map((_, index) => String(index + 1).padStart(4, '0')))
  })
})
