import { safe } from '@orpc/client'
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '#service/db/workspace.ts'
import { quietReport } from '#service/jobs/task.ts'
import { newWorkspaceKey } from '#service/keys/workspace-key.ts'
import { noKeyStore } from '#service/ports/key-store.ts'
import { mergeGroup } from '#service/sync/merge-group.ts'
import { mergeSource } from '#service/sync/merge.ts'
import { connectService } from '../helpers/connect-service.ts'
import { kindsOf, setupCopy, setupDirectory, setupWorkspace, type TestWorkspace } from '../helpers/setup-workspace.ts'

const cli = join(import.meta.dirname, '../../src-main/service/entry/cli.ts')

function isPlain(file: string): boolean {
  return readFileSync(file).subarray(0, 15).toString() === 'SQLite format 3'
}

describe('a firm founded in the window', () => {
  const place = { employee: '王经理', role: 'manager' as const, firm: '江海泵阀', currency: 'CNY' }

  it('is encrypted: its threads import into it, and it opens again', async () => {
    const directory = join(setupDirectory(), 'head-office')
    const file = join(setupDirectory(), 'customers.csv')
    writeFileSync(file, '客户编号,客户名称\nK1,绝密客户有限公司\n')
    const { client, close } = await connectService(null)
    await client.workspace.found({ ...place, directory })
    for await (const _event of await client.imports.run({ file, entity: 'customers' })) continue
    const backup = await client.workspace.backUp()
    await close()
    for (const one of [join(directory, 'tributary.db'), backup.file]) {
      expect(isPlain(one)).toBe(false)
      expect(readFileSync(one).includes('绝密客户')).toBe(false)
    }
    const { client: again } = await connectService(directory)
    expect(await again.workspace.protection()).toEqual({ isEncrypted: true, store: 'plain', hasRecovery: false })
    expect((await again.customers.list({})).rows.map(({ name }) => name)).toEqual(['绝密客户有限公司'])
  })

  it('is opened by the words it gave once when its key is gone', async () => {
    const directory = join(setupDirectory(), 'head-office')
    const { client, close } = await connectService(null)
    await client.workspace.found({ ...place, directory })
    const words = await client.workspace.makeRecoveryWords({ list: 'zh-CN' })
    const saved = join(setupDirectory(), 'words.txt')
    await client.workspace.saveRecoveryWords({ file: saved, words })
    await client.workspace.backUp()
    await close()
    copyFileSync(join(directory, 'backups', 'keys.json'), join(directory, 'keys.json'))
    expect(kindsOf(() => openWorkspace(directory))).toEqual(['workspace-key-missing'])
    const { client: other } = await connectService(null)
    const { error } = await safe(other.workspace.open({ directory }))
    expect(error).toMatchObject({ data: { problems: [{ kind: 'workspace-key-missing' }] } })
    const status = await other.workspace.unlock({ path: join(directory, 'tributary.db'), words: readFileSync(saved, 'utf8') })
    expect(status.firm.name).toBe(place.firm)
    expect(await other.workspace.protection()).toMatchObject({ isEncrypted: true, hasRecovery: true })
  })

  it('stays plain where somebody wants it so', async () => {
    const directory = join(setupDirectory(), 'head-office')
    const { client } = await connectService(null)
    await client.workspace.found({ ...place, directory, encrypt: false })
    expect(isPlain(join(directory, 'tributary.db'))).toBe(true)
    expect(existsSync(join(directory, 'keys.json'))).toBe(false)
  })
})

describe('merging an encrypted copy', () => {
  async function setupPair() {
    const manager = setupWorkspace({ newKey: await newWorkspaceKey(noKeyStore) })
    const other = setupCopy(manager, { employee: '李四', role: 'manager', newKey: await newWorkspaceKey(noKeyStore) })
    other.workspace.write({ kind: 'test' }, (records) => records.insert('competitor', { name: '甲' }))
    return { manager, other }
  }
  function nameIn({ workspace }: TestWorkspace): unknown {
    return workspace.db.prepare('SELECT name FROM competitor').pluck().get()
  }

  it('takes it with the key that lies plain beside it, live and at rest', async () => {
    const { manager, other } = await setupPair()
    mergeSource(manager.workspace, other.directory, quietReport)
    expect(nameIn(manager)).toBe('甲')
    const third = setupCopy(manager, { employee: '赵六', role: 'manager', seed: 5 })
    other.workspace.close()
    mergeSource(third.workspace, other.directory, quietReport)
    expect(nameIn(third)).toBe('甲')
  })

  it('takes it with the key of the receiver, also in the thread that reads ahead', async () => {
    const newKey = await newWorkspaceKey(noKeyStore)
    const manager = setupWorkspace({ newKey })
    const others = [2, 3, 4].map((seed) => setupCopy(manager, { employee: `员工${String(seed)}`, role: 'manager', seed, newKey }))
    for (const { workspace, directory } of others) {
      workspace.write({ kind: 'test' }, (records) => records.insert('competitor', { name: '甲' }))
      workspace.close()
      rmSync(join(directory, 'keys.json'))
    }
    const outcomes = [...mergeGroup(manager.workspace, others.map(({ directory }) => directory), quietReport, 0).values()]
    expect(outcomes.filter((outcome) => outcome instanceof Error)).toEqual([])
    expect(manager.workspace.db.prepare('SELECT count(*) FROM competitor').pluck().get()).toBe(3)
  })

  it('refuses it where no key fits, and says what to do', async () => {
    const { manager, other } = await setupPair()
    other.workspace.close()
    rmSync(join(other.directory, 'keys.json'))
    expect(kindsOf(() => mergeSource(manager.workspace, other.directory, quietReport))).toEqual(['source-encrypted'])
    expect(kindsOf(() => mergeSource(setupCopy(manager, { employee: '赵六', seed: 5 }).workspace, other.directory, quietReport))).toEqual(['source-encrypted'])
  })
})

describe('the command line', () => {
  const quiet = { encoding: 'utf8', env: { ...process.env, TRIBUTARY_LANG: 'en' } } as const
  const run = (...args: string[]): string => execFileSync(process.execPath, [cli, ...args], { ...quiet, stdio: 'pipe' })
  const fail = (...args: string[]): string => spawnSync(process.execPath, [cli, ...args], quiet).stderr

  it('makes, reads, backs up, loses, restores and unlocks an encrypted workspace', () => {
    const folder = setupDirectory()
    const [directory, words, backup, elsewhere] = ['firm', 'words.txt', 'copy.db', 'elsewhere'].map((name) => join(folder, name)) as [string, string, string, string]
    run('init', directory, '--firm', 'F', '--role', 'manager', '--employee', 'A', '--encrypt', '--words', words)
    expect(isPlain(join(directory, 'tributary.db'))).toBe(false)
    const ask = (where: string): string[] => ['query', where, 'SELECT name FROM firm']
    expect(run(...ask(directory)).trim()).toBe('F')
    run('backup', directory, '--out', backup)
    expect(isPlain(backup)).toBe(false)

    expect(fail('restore', backup, elsewhere)).toContain('recovery words')
    expect(existsSync(elsewhere)).toBe(false)
    run('restore', backup, elsewhere, '--words', words)
    expect(run(...ask(elsewhere)).trim()).toBe('F')

    copyFileSync(`${backup}.keys.json`, join(directory, 'keys.json'))
    expect(fail(...ask(directory))).toContain('TRIBUTARY_KEY')
    const key = run('unlock', directory, '--words', words, '--print-key').trim()
    expect(fail(...ask(directory))).toContain('TRIBUTARY_KEY')
    expect(execFileSync(process.execPath, [cli, ...ask(directory)], { ...quiet, env: { ...quiet.env, TRIBUTARY_KEY: key } }).trim()).toBe('F')
    run('unlock', directory, '--words', words)
    expect(run(...ask(directory)).trim()).toBe('F')
    run('check', directory)
  }, 60_000)

  it('restores a backup over a database that does not open any more', () => {
    const folder = setupDirectory()
    const directory = join(folder, 'firm')
    const backup = join(folder, 'copy.db')
    run('init', directory, '--firm', 'F', '--role', 'manager', '--employee', 'A', '--encrypt')
    run('backup', directory, '--out', backup)
    writeFileSync(join(directory, 'tributary.db'), 'noise '.repeat(2_000))
    run('restore', backup, directory)
    run('check', directory)
  }, 60_000)
})
