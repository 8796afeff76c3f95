import Database from 'better-sqlite3'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kindsOf, setupDirectory, setupWorkspace } from '../../../tests/helpers/setup-workspace.ts'
import { SYNC_TABLES } from './registry.ts'
import { openWorkspace } from './workspace.ts'

describe('openWorkspace', () => {
  it('lets one process write and refuses the second, until the first is killed', async () => {
    const { workspace, directory } = setupWorkspace()
    workspace.close()
    const other = spawn(
      process.execPath,
      ['--input-type=module', '-e', `const { openWorkspace } = await import('#service/db/workspace.ts'); openWorkspace(${JSON.stringify(directory)}); console.log('open'); setInterval(() => {}, 1000)`],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await once(other.stdout, 'data')
    expect(kindsOf(() => openWorkspace(directory))).toEqual(['workspace-locked'])
    other.kill('SIGKILL')
    await once(other, 'exit')
    openWorkspace(directory).close()
  })

  it('refuses a newer schema and leaves the file as it was', () => {
    const { workspace, directory } = setupWorkspace()
    workspace.db.pragma('user_version = 999')
    workspace.close()
    const before = readFileSync(join(directory, 'tributary.db'))
    expect(kindsOf(() => openWorkspace(directory))).toEqual(['schema-too-new'])
    expect(readFileSync(join(directory, 'tributary.db')).equals(before)).toBe(true)
  })

  it('tells a missing, a foreign and a broken file apart', () => {
    const empty = setupDirectory()
    expect(kindsOf(() => openWorkspace(empty))).toEqual(['workspace-missing'])

    const foreign = setupDirectory()
    new Database(join(foreign, 'tributary.db')).exec('CREATE TABLE t (a)').close()
    expect(kindsOf(() => openWorkspace(foreign))).toEqual(['not-a-workspace'])

    const broken = setupDirectory()
    writeFileSync(join(broken, 'tributary.db'), 'this is no database, however long it may go on about it '.repeat(40))
    expect(kindsOf(() => openWorkspace(broken))).toEqual(['workspace-damaged'])
  })

  it('says that a file cut in the middle is damaged', () => {
    const { workspace, directory } = setupWorkspace()
    workspace.db.pragma('wal_checkpoint(TRUNCATE)')
    workspace.close()
    const cut = setupDirectory()
    const whole = readFileSync(join(directory, 'tributary.db'))
    copyFileSync(join(directory, 'tributary.db'), join(cut, 'tributary.db'))
    writeFileSync(join(cut, 'tributary.db'), whole.subarray(0, 40))
    expect(kindsOf(() => openWorkspace(cut))).toEqual(['workspace-damaged'])
  })

  it('has a table with the columns of the registry for everything that syncs', () => {
    const { workspace } = setupWorkspace()
    for (const { name, columns } of SYNC_TABLES) {
      const found = workspace.db.prepare<[], { name: string }>(`PRAGMA table_info(${name})`).all()
      expect(found.map((column) => column.name).sort(), name).toEqual([...columns, 'id', '_h', '_s', '_c'].sort())
      expect(columns.length, `${name} fits a 31-bit mask`).toBeLessThanOrEqual(30)
    }
  })
})

describe('write', () => {
  it('keeps everything of a command or nothing', () => {
    const { workspace } = setupWorkspace()
    const before = workspace.db.prepare('SELECT count(*) FROM command').pluck().get()
    expect(() =>
      workspace.write({ kind: 'test' }, (records) => {
        records.insert('competitor', { name: '甲' })
        throw new Error('second thoughts')
      }),
    ).toThrow('second thoughts')
    expect(workspace.db.prepare('SELECT count(*) FROM competitor').pluck().get()).toBe(0)
    expect(workspace.db.prepare('SELECT count(*) FROM command').pluck().get()).toBe(before)
  })

  it('leaves no step in the journal when nothing changed', () => {
    const { workspace } = setupWorkspace()
    const { value: id } = workspace.write({ kind: 'test' }, (records) => records.insert('competitor', { name: '甲' }))
    const before = workspace.db.prepare('SELECT count(*) FROM command').pluck().get()
    workspace.write({ kind: 'test' }, (records) => records.update('competitor', id, {}))
    expect(workspace.db.prepare('SELECT count(*) FROM command').pluck().get()).toBe(before)
  })

  it('gives each command a later clock, also when the wall clock goes back', () => {
    const { workspace, clock } = setupWorkspace()
    workspace.write({ kind: 'first' }, (records) => records.insert('competitor', { name: '甲' }))
    clock.set(clock.now() - 86_400_000)
    workspace.write({ kind: 'second' }, (records) => records.insert('competitor', { name: '乙' }))
    const hlcs = workspace.db.prepare<[], number>('SELECT hlc FROM command ORDER BY seq').pluck().all()
    expect(hlcs).toEqual([...hlcs].sort((a, b) => a - b))
    expect(new Set(hlcs).size).toBe(hlcs.length)
  })

  it('tells listeners which tables changed, after the commit', () => {
    const { workspace } = setupWorkspace()
    const heard: string[][] = []
    const stop = workspace.onCommit((tables) => heard.push([...tables]))
    workspace.write({ kind: 'test' }, (records) => records.insert('competitor', { name: '甲' }))
    stop()
    workspace.write({ kind: 'test' }, (records) => records.insert('competitor', { name: '乙' }))
    expect(heard).toEqual([['competitor']])
  })
})
