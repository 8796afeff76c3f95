import Database from 'better-sqlite3'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setupDirectory, setupWorkspace } from '../../../tests/helpers/setup-workspace.ts'
import { backUpDaily, copyDatabase, listBackups } from './backup.ts'

describe('backUpDaily', () => {
  it('makes one a day and keeps the last seven', () => {
    const { workspace, directory } = setupWorkspace()
    for (let day = 1; day <= 9; day++) {
      const today = `2026-03-0${String(day)}`
      expect(backUpDaily(workspace.db, directory, today)?.file).toContain(today)
      expect(backUpDaily(workspace.db, directory, today)).toBeNull()
    }
    const names = readdirSync(join(directory, 'backups')).sort()
    expect(names).toHaveLength(7)
    expect(names[0]).toContain('2026-03-03')
    expect(listBackups(directory)).toHaveLength(7)
  })
})

describe('copyDatabase', () => {
  it('copies what was committed, while the workspace is open', () => {
    const { workspace } = setupWorkspace()
    workspace.write({ kind: 'test' }, (records) => records.insert('competitor', { name: '甲' }))
    const file = join(setupDirectory(), 'copy.db')
    copyDatabase(workspace.db, file)
    const copy = new Database(file, { readonly: true })
    expect(copy.prepare('SELECT name FROM competitor').pluck().all()).toEqual(['甲'])
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    copy.close()
  })

  it('leaves no half file where it cannot write', () => {
    const { workspace } = setupWorkspace()
    const missing = join(setupDirectory(), 'no-such-folder', 'copy.db')
    expect(() => copyDatabase(workspace.db, missing)).toThrow()
  })
})
