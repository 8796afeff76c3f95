import { safe } from '@orpc/client'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openWorkspace, type Workspace } from '#service/db/workspace.ts'
import { foundFirm, joinFirm } from '#service/features/workspace/found.ts'
import { newWorkspaceKey } from '#service/keys/workspace-key.ts'
import { quietReport } from '#service/jobs/task.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { noKeyStore } from '#service/ports/key-store.ts'
import { siteOf } from '#service/sync/identity/device-key.ts'
import { Invitation } from '#service/sync/identity/invitation.ts'
import { mergeSource } from '#service/sync/merge.ts'
import { connectService } from '../helpers/connect-service.ts'
import { kindsOf, setupCopy, setupDirectory, setupWorkspace, TEST_NOW } from '../helpers/setup-workspace.ts'

const cli = join(import.meta.dirname, '../../src-main/service/entry/cli.ts')
const DAY = 86_400_000
const tributary = (...args: readonly string[]): void => void execFileSync(process.execPath, [cli, ...args], { stdio: 'pipe' })

function nonceOf({ db }: Workspace): Buffer | null {
  return db.prepare<[], Buffer | null>('SELECT nonce FROM sync_site WHERE alias = (SELECT site FROM sync_ctx)').pluck().get() ?? null
}

/** The site is that of the copy's device, under the nonce that is noted. */
function expectOwnSite(workspace: Workspace): void {
  const [nonce, key] = [nonceOf(workspace), workspace.identity?.deviceKey.publicKey]
  expect(nonce && key && siteOf(key, nonce)).toEqual(workspace.site)
}

function invitationIn(directory: string): Invitation {
  return Invitation.parse(JSON.parse(readFileSync(join(directory, 'firm.join'), 'utf8')))
}

/** Everything that lies in a workspace's folder, as text. */
function contentsOf(directory: string): string {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(join(directory, name), 'latin1'))
    .join('\n')
}

function opened(workspace: Workspace): Workspace {
  onTestFinished(() => {
    if (workspace.db.open) workspace.close()
  })
  return workspace
}

describe('founding', () => {
  it('makes the founder an admin under the name of his device', () => {
    const { workspace } = setupWorkspace()
    expect(workspace.identity?.certified).toMatchObject({ isAdmin: true, scopes: ['all'], role: 'manager', employee: workspace.actor.employeeId })
    expectOwnSite(workspace)
  })

  it('puts no secret into the database, and the root\'s seed into identity.json alone', () => {
    const { workspace, directory } = setupWorkspace()
    const { identity } = workspace
    workspace.close()
    const secrets = [identity?.rootSeed, identity?.controlKey, identity?.firstKeys[0]?.secret, identity?.deviceKey.seeds.signing].map((secret) => secret ?? Buffer.alloc(0))
    const database = readFileSync(join(directory, 'tributary.db'))
    for (const secret of secrets) {
      expect(secret).toHaveLength(32)
      expect(database.includes(secret)).toBe(false)
      expect(database.includes(secret.toString('hex'))).toBe(false)
    }
    expect(readFileSync(join(directory, 'firm.join'), 'utf8')).not.toContain(secrets[0]?.toString('hex'))
  })

  it('seals the identity of an encrypted workspace', async () => {
    const newKey = await newWorkspaceKey(noKeyStore)
    const { workspace, directory } = setupWorkspace({ newKey })
    const seed = workspace.identity?.rootSeed?.toString('hex') ?? ''
    workspace.close()
    expect(readFileSync(join(directory, 'identity.json'), 'utf8')).not.toContain(seed)
    const again = opened(openWorkspace(directory, { key: newKey.master }))
    expect(again.identity?.rootSeed?.toString('hex')).toBe(seed)
  })
})

describe('joining', () => {
  it('certifies a device for its person, with the keys of his scopes and no others', () => {
    const manager = setupWorkspace()
    const rep = setupCopy(manager, { employee: '李销售' })
    const employee = Buffer.from(rep.workspace.actor.employeeId).toString('hex')
    expect(rep.workspace.identity?.certified).toMatchObject({ isAdmin: false, role: 'rep', scopes: [`rep-${employee}`] })
    expect([...(rep.workspace.identity?.firstKeys[0]?.keys.keys() ?? [])]).toEqual(['firm', `rep-${employee}`])
    expect(rep.workspace.identity?.firmTag).toEqual(manager.workspace.identity?.firmTag)
    expectOwnSite(rep.workspace)
    const contents = contentsOf(rep.directory)
    const { secret, seed } = invitationIn(manager.directory)
    for (const hidden of [secret ?? 'none', seed]) expect(contents).not.toContain(hidden)
  })

  it('gives a manager the secret, and the manager of a unit the unit', () => {
    const founder = setupWorkspace()
    const whole = setupCopy(founder, { employee: '赵总监', role: 'director' })
    expect(whole.workspace.identity?.firstKeys[0]?.secret).toEqual(founder.workspace.identity?.firstKeys[0]?.secret)
    const east = setupCopy(founder, { employee: '钱经理', role: 'manager', unitPath: '华东', seed: 3 })
    const unit = east.workspace.db.prepare<[], Buffer>(`SELECT id FROM org_unit WHERE name = '华东'`).pluck().get()
    expect(east.workspace.identity?.certified).toMatchObject({ isAdmin: true, scopes: [`unit-${unit?.toString('hex') ?? ''}`], unit })
    expect(east.workspace.identity?.firstKeys[0]?.secret).toBeNull()
  })

  it('is refused when the invitation is out of time or was edited, and leaves nothing behind', () => {
    const { directory } = setupWorkspace()
    const joinFile = join(directory, 'firm.join')
    const place = { directory: join(setupDirectory(), 'rep'), joinFile, employee: '李销售', role: 'rep' }
    expect(kindsOf(() => joinFirm(place, { clock: fixedClock(TEST_NOW + 401 * DAY) }))).toEqual(['invitation-expired'])
    const [own, ...rest] = invitationIn(directory).chain
    const edited = join(setupDirectory(), 'firm.join')
    writeFileSync(edited, JSON.stringify({ ...invitationIn(directory), chain: [{ ...own, signature: Buffer.alloc(64).toString('base64') }, ...rest] }))
    expect(kindsOf(() => joinFirm({ ...place, joinFile: edited }))).toEqual(['join-file-damaged'])
    expect(existsSync(place.directory)).toBe(false)
  })

  it('works with the join file of a firm that has no keys: such a copy merges, and is nobody', () => {
    const { workspace, directory } = setupWorkspace()
    const old = join(setupDirectory(), 'firm.join')
    writeFileSync(old, JSON.stringify({ format: 'tributary-join-1', ...invitationIn(directory).genesis }))
    const copy = opened(joinFirm({ directory: join(setupDirectory(), 'old'), joinFile: old, employee: '孙旧版', role: 'manager' }, { clock: fixedClock(TEST_NOW) }))
    expect([copy.identity, nonceOf(copy)]).toEqual([null, null])
    workspace.write({ kind: 'customer.created' }, (records) => records.insert('customer', { name: '宏图', kind: 'firm', life_cycle: 'potential', grade: 'C' }))
    mergeSource(copy, directory, quietReport)
    expect(copy.db.prepare('SELECT name FROM customer').pluck().all()).toEqual(['宏图'])
  })

  it('makes an admin of who has the root key, also when the invitation is out of time', () => {
    const founder = setupWorkspace()
    const rootSeed = founder.workspace.identity?.rootSeed ?? Buffer.alloc(32)
    const place = { joinFile: join(founder.directory, 'firm.join'), employee: '吴恢复', role: 'manager' }
    const clock = fixedClock(TEST_NOW + 1000 * DAY)
    const restored = opened(joinFirm({ ...place, directory: join(setupDirectory(), 'restored'), rootSeed }, { clock }))
    expect(restored.identity?.certified).toMatchObject({ isAdmin: true, scopes: ['all'], notBefore: TEST_NOW + 1000 * DAY })
    expect(restored.identity?.chain).toHaveLength(1)
    expect(restored.identity?.rootSeed).toBeNull()
    const other = setupWorkspace({ seed: 9 })
    const wrong = { ...place, directory: join(setupDirectory(), 'wrong'), rootSeed: other.workspace.identity?.rootSeed ?? rootSeed }
    expect(kindsOf(() => joinFirm(wrong))).toEqual(['root-words-other-firm'])
  })
})

describe('a site', () => {
  it('of a folder that was copied is another one of the same device', () => {
    const { workspace, directory } = setupWorkspace()
    const { site } = workspace
    workspace.close()
    const copied = join(setupDirectory(), 'copied')
    cpSync(directory, copied, { recursive: true })
    const copy = opened(openWorkspace(copied))
    expect(copy.site).not.toEqual(site)
    expect(copy.identity?.deviceKey.device).toEqual(workspace.identity?.deviceKey.device)
    expectOwnSite(copy)
    expect(copy.db.prepare('SELECT count(*) FROM sync_site WHERE nonce IS NOT NULL').pluck().get()).toBe(2)
  })

  it('that was put back takes a fresh nonce when it meets what it wrote and forgot', () => {
    const manager = setupWorkspace()
    const other = setupCopy(manager, { employee: '李销售', role: 'manager' })
    const first = manager.workspace.site
    const before = manager.workspace.db.prepare<[], number>('SELECT last_hlc FROM sync_ctx').pluck().get() ?? 0
    manager.workspace.write({ kind: 'customer.created' }, (records) => records.insert('customer', { name: '忘记', kind: 'firm', life_cycle: 'potential', grade: 'C' }))
    mergeSource(other.workspace, manager.directory, quietReport)
    // the state before the write, in the same file
    manager.workspace.db.exec(`DELETE FROM customer; DELETE FROM sync_out; DELETE FROM history; DELETE FROM sync_tomb; UPDATE sync_ctx SET last_hlc = ${String(before)}, sealed = 0`)
    mergeSource(manager.workspace, other.directory, quietReport)
    expect(manager.workspace.site).not.toEqual(first)
    expectOwnSite(manager.workspace)
  })

  it('is refused with the identity of somebody else beside it', () => {
    const manager = setupWorkspace()
    const rep = setupCopy(manager, { employee: '李销售' })
    manager.workspace.close()
    cpSync(join(rep.directory, 'identity.json'), join(manager.directory, 'identity.json'))
    expect(kindsOf(() => openWorkspace(manager.directory))).toEqual(['identity-damaged'])
  })
})

describe('the root key', () => {
  it('tells its words until it is taken away, which needs some of them, and makes an admin of who has them', async () => {
    const directory = join(setupDirectory(), 'head-office')
    const { client, close } = await connectService(null)
    await client.workspace.found({ directory, firm: '江海泵阀', currency: 'CNY', employee: '王经理', role: 'manager', encrypt: false })
    expect(await client.workspace.rootKey.status()).toEqual({ isHere: true })
    const words = await client.workspace.rootKey.words({ list: 'zh-CN' })
    const checks = [3, 20].map((at) => ({ at, word: words[at - 1] ?? '' }))
    const { error } = await safe(client.workspace.rootKey.takeAway({ list: 'zh-CN', checks: [...checks, { at: 7, word: '错' }] }))
    expect(error).toMatchObject({ data: { problems: [{ field: 'checks.2.word', kind: 'root-word-wrong' }] } })
    await client.workspace.rootKey.takeAway({ list: 'zh-CN', checks })
    expect(await client.workspace.rootKey.status()).toEqual({ isHere: false })
    const { error: gone } = await safe(client.workspace.rootKey.words({ list: 'en' }))
    expect(gone).toMatchObject({ data: { problems: [{ kind: 'root-key-not-here' }] } })
    await close()
    expect(opened(openWorkspace(directory)).identity?.certified.isAdmin).toBe(true)
    const written = join(setupDirectory(), 'words.txt')
    writeFileSync(written, words.map((word, i) => `${String(i + 1)}. ${word}`).join('\n'))
    const restored = join(setupDirectory(), 'restored')
    tributary('init', restored, '--join', join(directory, 'firm.join'), '--root-words', written, '--role', 'manager', '--employee', '赵新')
    expect(opened(openWorkspace(restored)).identity?.chain).toHaveLength(1)
  })

  it('was never on the computer of somebody who joined', async () => {
    const founder = setupWorkspace()
    const rep = setupCopy(founder, { employee: '李销售' })
    rep.workspace.close()
    const { client, close } = await connectService(rep.directory)
    expect(await client.workspace.rootKey.status()).toEqual({ isHere: false })
    await close()
  })
})

describe('a backup', () => {
  it('restored elsewhere goes on as the same device and as another site, without the root\'s seed', () => {
    const { workspace, directory } = setupWorkspace()
    const { identity, site } = workspace
    const out = join(setupDirectory(), 'backup.db')
    tributary('backup', directory, '--out', out)
    const restored = join(setupDirectory(), 'restored')
    tributary('restore', out, restored)
    const copy = opened(openWorkspace(restored))
    expect(copy.identity?.deviceKey.device).toEqual(identity?.deviceKey.device)
    expect(copy.identity?.rootSeed).toBeNull()
    expect(copy.site).not.toEqual(site)
    expectOwnSite(copy)
  })

  it('restored over the workspace leaves its identity alone, and puts that of somebody else aside', () => {
    const manager = setupWorkspace()
    const rep = setupCopy(manager, { employee: '李销售' })
    const out = join(setupDirectory(), 'backup.db')
    tributary('backup', manager.directory, '--out', out)
    manager.workspace.close()
    rep.workspace.close()
    tributary('restore', out, manager.directory)
    expect(opened(openWorkspace(manager.directory)).identity?.rootSeed).toEqual(manager.workspace.identity?.rootSeed)
    tributary('restore', out, rep.directory)
    const taken = opened(openWorkspace(rep.directory))
    expect(taken.identity?.deviceKey.device).toEqual(manager.workspace.identity?.deviceKey.device)
    expect(readdirSync(rep.directory).filter((name) => name.endsWith('.identity.json'))).toHaveLength(1)
  })
})

describe('what is made of chance', () => {
  it('is different in each firm and each copy', () => {
    const found = (): Workspace =>
      opened(foundFirm({ directory: join(setupDirectory(), 'w'), firm: 'F', currency: 'CNY', employee: 'A', role: 'manager' }, { clock: fixedClock(TEST_NOW) }))
    const [a, b] = [found(), found()]
    expect(a.identity?.rootKey).not.toEqual(b.identity?.rootKey)
    expect(a.identity?.controlKey).not.toEqual(b.identity?.controlKey)
    expect(a.site).not.toEqual(b.site)
  })
})
