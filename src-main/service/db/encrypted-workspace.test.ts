import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kindsOf, setupWorkspace } from '../../../tests/helpers/setup-workspace.ts'
import { KEY_FILE, readKeyFile, writeKeyFile } from '../keys/key-file.ts'
import { newWorkspaceKey } from '../keys/workspace-key.ts'
import { noKeyStore } from '../ports/key-store.ts'
import { backupBeforeMigration, backUpBefore, listBackups } from './backup.ts'
import { openDatabase } from './open-database.ts'
import { joinOpenWorkspace, openWorkspace, type Workspace } from './workspace.ts'

const NAME = '绝密客户有限公司'

async function setupEncrypted() {
  const made = setupWorkspace({ newKey: await newWorkspaceKey(noKeyStore) })
  made.workspace.write({ kind: 'test' }, (records) => records.insert('competitor', { name: NAME }))
  return made
}

function namesIn(workspace: Workspace): unknown[] {
  return workspace.db.prepare('SELECT name FROM competitor').pluck().all()
}

/** Files of a folder, deeply, that hold a name in plain text. */
function filesWith(name: string, directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
    (file) => statSync(join(directory, file)).isFile() && readFileSync(join(directory, file)).includes(name),
  )
}

describe('an encrypted workspace', () => {
  it('has no plain text of a record in any of its files: not in the log, not after a checkpoint, not in backups', async () => {
    const { workspace, directory } = await setupEncrypted()
    expect(statSync(join(directory, 'tributary.db-wal')).size).toBeGreaterThan(0)
    expect(filesWith(NAME, directory)).toEqual([])
    workspace.db.pragma('wal_checkpoint(TRUNCATE)')
    const backup = backUpBefore(workspace.db, directory, 'manual', '2026-03-18')
    expect(filesWith(NAME, directory)).toEqual([])
    expect(readFileSync(join(directory, 'tributary.db')).subarray(0, 6).toString()).not.toBe('SQLite')
    const copy = openDatabase(backup.file, 'read', workspace.key)
    expect(copy.prepare('SELECT name FROM competitor').pluck().all()).toEqual([NAME])
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    copy.close()
  })

  it('is backed up encrypted before a migration, too', async () => {
    const { workspace, directory } = await setupEncrypted()
    backupBeforeMigration(workspace.db, directory)
    const [backup] = listBackups(directory)
    expect(filesWith(NAME, directory)).toEqual([])
    const copy = openDatabase(backup?.file ?? '', 'read', workspace.key)
    expect(copy.prepare('SELECT name FROM competitor').pluck().all()).toEqual([NAME])
    copy.close()
  })

  it('opens again with its key, and worker threads join it with theirs', async () => {
    const { workspace, directory } = await setupEncrypted()
    const joined = joinOpenWorkspace(directory, { key: workspace.key })
    expect(namesIn(joined)).toEqual([NAME])
    joined.close()
    const { key } = workspace
    workspace.close()
    const again = openWorkspace(directory, { key })
    expect(namesIn(again)).toEqual([NAME])
    again.close()
  })

  it('is refused with another key and without one, and stays as it was', async () => {
    const { workspace, directory } = await setupEncrypted()
    workspace.close()
    rmSync(join(directory, KEY_FILE))
    const before = readFileSync(join(directory, 'tributary.db'))
    expect(kindsOf(() => openWorkspace(directory))).toEqual(['workspace-key-missing'])
    expect(kindsOf(() => openWorkspace(directory, { key: Buffer.alloc(32, 1) }))).toEqual(['workspace-key-wrong'])
    expect(kindsOf(() => openDatabase(join(directory, 'tributary.db'), 'write', Buffer.alloc(32, 1)))).toEqual(['workspace-key-wrong'])
    expect(readFileSync(join(directory, 'tributary.db')).equals(before)).toBe(true)
  })

  it('is called damaged, not locked, when the right key meets a first page that was changed', async () => {
    const { workspace, directory } = await setupEncrypted()
    workspace.close()
    const path = join(directory, 'tributary.db')
    const bytes = readFileSync(path)
    bytes[200] = (bytes[200] ?? 0) ^ 1
    writeFileSync(path, bytes)
    expect(kindsOf(() => openWorkspace(directory))).toEqual(['workspace-damaged'])
  })

  it('does not take a page for true that was changed behind its back', async () => {
    const { workspace, directory } = await setupEncrypted()
    const { key } = workspace
    workspace.close()
    const path = join(directory, 'tributary.db')
    const bytes = readFileSync(path)
    for (let page = 1; page * 4096 < bytes.length; page++) bytes[page * 4096 + 100] = (bytes[page * 4096 + 100] ?? 0) ^ 1
    writeFileSync(path, bytes)
    expect(kindsOf(() => openDatabase(path, 'read', key))).toEqual(['workspace-damaged'])
  })

  it('keeps what was committed when its process is killed', async () => {
    const { workspace, directory } = await setupEncrypted()
    workspace.close()
    const other = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { openWorkspace } = await import('#service/db/workspace.ts')
         const workspace = openWorkspace(${JSON.stringify(directory)})
         for (let i = 0; ; i++) {
           workspace.write({ kind: 'test' }, (records) => records.insert('competitor', { name: 'n' + i }))
           if (i === 20) console.log('committed')
         }`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await once(other.stdout, 'data')
    other.kill('SIGKILL')
    await once(other, 'exit')
    const again = openWorkspace(directory)
    expect(namesIn(again).length).toBeGreaterThanOrEqual(22)
    expect(again.db.pragma('integrity_check', { simple: true })).toBe('ok')
    again.close()
  })

  it('keeps its key for its user alone, and beside backups only the part that asks for recovery words', async () => {
    const { workspace, directory } = await setupEncrypted()
    if (process.platform !== 'win32') expect(statSync(join(directory, KEY_FILE)).mode & 0o777).toBe(0o600)
    backUpBefore(workspace.db, directory, 'manual', '2026-03-18')
    expect(readKeyFile(join(directory, 'backups'))).toMatchObject({ local: null, check: readKeyFile(directory)?.check })
  })

  it('is refused when its key file is no such thing', async () => {
    const { workspace, directory } = await setupEncrypted()
    workspace.close()
    writeFileSync(join(directory, KEY_FILE), '{"format":"tributary-keys-9"}')
    expect(kindsOf(() => openWorkspace(directory))).toEqual(['key-file-damaged'])
  })
})

describe('a plain workspace', () => {
  it('is read by any SQLite, and a key that it does not need is not asked for', () => {
    const { workspace, directory } = setupWorkspace()
    workspace.close()
    expect(readFileSync(join(directory, 'tributary.db')).subarray(0, 15).toString()).toBe('SQLite format 3')
    const again = openWorkspace(directory, { key: Buffer.alloc(32, 1) })
    expect(again.key).toBeNull()
    again.close()
  })

  it('does not become encrypted by keys that lie beside it', async () => {
    const { directory: encrypted } = await setupEncrypted()
    const { workspace, directory } = setupWorkspace()
    workspace.close()
    const keys = readKeyFile(encrypted)
    if (keys) writeKeyFile(directory, keys)
    openWorkspace(directory).close()
    expect(readFileSync(join(directory, 'tributary.db')).subarray(0, 15).toString()).toBe('SQLite format 3')
  })
})
