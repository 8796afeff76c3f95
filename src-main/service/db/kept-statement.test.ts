import { describe, expect, it } from 'vitest'
import { setupWorkspace } from '../../../tests/helpers/setup-workspace.ts'
import { keptStatement } from './kept-statement.ts'

describe('keptStatement', () => {
  it('prepares a text once for each connection', () => {
    const [{ workspace: { db } }, { workspace: { db: other } }] = [setupWorkspace(), setupWorkspace({ seed: 2 })]
    const text = 'SELECT count(*) FROM sync_site'
    expect(keptStatement(db, text)).toBe(keptStatement(db, text))
    expect(keptStatement(db, text)).not.toBe(keptStatement(other, text))
  })

  it('goes on when the schema has changed meanwhile', () => {
    const { workspace: { db } } = setupWorkspace()
    const count = (): unknown => keptStatement(db, 'SELECT count(*) AS n FROM sync_site').get()
    const before = count()
    db.exec('CREATE TABLE local_note (one INTEGER)')
    expect(count()).toEqual(before)
  })
})
