import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '#service/db/open-database.ts'
import type { Workspace } from '#service/db/workspace.ts'
import { foundFirm, joinFirm } from '#service/features/workspace/found.ts'
import { revoke } from '#service/sync/chain/revoke.ts'
import { requireIdentity } from '#service/sync/exchange/exchange-over.ts'
import { openWorkspace } from '#service/db/workspace.ts'
import { type CliProcess, runCli, startCli } from '../helpers/cli-process.ts'
import { type HubProcess, startHubProcess } from '../helpers/hub-process.ts'
import { setupDirectory } from '../helpers/setup-workspace.ts'
import { canMountSmallDisk, makeReadOnly, mountSmallDisk } from '../helpers/small-disk.ts'

interface Firm {
  readonly manager: string
  readonly rep: string
}

function foundTeam(firm = '测试企业'): Firm {
  const folder = setupDirectory()
  const [manager, rep] = [join(folder, 'manager'), join(folder, 'rep')]
  closed(foundFirm({ directory: manager, firm, currency: 'CNY', employee: '王经理', role: 'manager', unitPath: '总部' }))
  closed(joinFirm({ directory: rep, employee: '李销售', role: 'rep', unitPath: '总部', joinFile: join(manager, 'firm.join') }))
  return { manager, rep }
}

function closed(workspace: Workspace): void {
  workspace.close()
}

function within<T>(directory: string, work: (workspace: Workspace) => T): T {
  const workspace = openWorkspace(directory)
  try {
    return work(workspace)
  } finally {
    workspace.close()
  }
}

function addCustomer(directory: string, name: string): void {
  within(directory, (workspace) =>
    workspace.write({ kind: 'customer.created' }, (records) => records.insert('customer', { name, kind: 'firm', life_cycle: 'potential', owner_id: workspace.actor.employeeId })),
  )
}

/** What a copy shows, also while a command has it. */
function customers(directory: string): string[] {
  const db = openDatabase(join(directory, 'tributary.db'), 'read', null)
  try {
    return db.prepare<[], string>('SELECT name FROM customer ORDER BY name').pluck().all()
  } finally {
    db.close()
  }
}

const running: { end(signal?: NodeJS.Signals): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.end('SIGKILL')
})

function start(...args: readonly string[]): CliProcess {
  const cli = startCli(args)
  running.push(cli)
  return cli
}

async function startHub(args: readonly string[] = []): Promise<HubProcess> {
  const hub = await startHubProcess(`sqlite:${join(setupDirectory(), 'hub.db')}`, ['--listen', '127.0.0.1:0', ...args])
  running.push({ end: () => hub.kill() })
  return hub
}

/** One line of what, where and how to mend, and 1. */
function refusal(text: string) {
  return { code: 1, out: '', err: `${text}\n` }
}

const sync = (directory: string, ...args: readonly string[]) => runCli(['sync', directory, ...args])

describe('sync --listen', () => {
  it('gives and takes while others come, passes on over its own way, and ends with 0 when it is told to', async () => {
    const { manager, rep } = foundTeam()
    addCustomer(rep, '常州电机')
    const folder = setupDirectory()
    const listening = start('sync', manager, '--listen', '127.0.0.1:0', '--folder', folder)
    const [, address = ''] = await listening.says(/Listening at (\S+);/)
    expect((await sync(rep, '--peer', address)).code).toBe(0)
    await listening.says(/127\.0\.0\.1.*received [1-9]/)
    expect(customers(manager)).toEqual(['常州电机'])
    // what came from the one goes to the folder, and the rep's next visit brings the answer
    await listening.says(new RegExp(`${folder}: sent [1-9]`))
    expect((await sync(rep, '--peer', address)).out).toMatch(/received [1-9]/)
    expect(await listening.end('SIGTERM')).toBe(0)
    expect(listening.err).toBe(`Listening at ${address}; Ctrl+C stops it\n`)
  })

  it('says where it cannot listen', async () => {
    const { manager, rep } = foundTeam()
    const listening = start('sync', manager, '--listen', '127.0.0.1:0')
    const [, address = ''] = await listening.says(/Listening at (\S+);/)
    const port = address.split(':')[1] ?? ''
    expect(await sync(rep, '--listen', address)).toEqual(refusal(`Port ${port} is used by another program; choose another port in the settings or close that program`))
    expect(await sync(rep, '--listen', '192.0.2.1:0')).toEqual(refusal('Cannot listen at 192.0.2.1:0 (EADDRNOTAVAIL); choose another address or port'))
  })
})

describe('invite', () => {
  it('lets one person join over the network, who is known from then on', async () => {
    const { manager } = foundTeam()
    const inviting = start('invite', manager, '--employee', '赵敏', '--role', 'rep', '--unit', '总部', '--listen', '127.0.0.1:0')
    const [, code = '', address = ''] = await inviting.says(/Pairing code for 赵敏: (\S+) .* --peer (\S+)/)
    const directory = join(setupDirectory(), 'new')
    const wrong = await runCli(['init', directory, '--code', `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`, '--peer', address])
    expect(wrong).toEqual(refusal('The last eight characters of the code are wrong, 4 tries are left; compare them with the other screen'))
    const joined = await runCli(['init', directory, '--code', code, '--peer', address])
    expect(joined).toEqual({ code: 0, out: `Made the workspace of 赵敏 at 测试企业: ${directory}\n`, err: '' })
    expect(await inviting.end()).toBe(0)
    expect(inviting.err).toBe('赵敏 has joined\n')

    const listening = start('sync', manager, '--listen', '127.0.0.1:0')
    const [, at = ''] = await listening.says(/Listening at (\S+);/)
    addCustomer(directory, '无锡泵业')
    expect((await sync(directory, '--peer', at)).code).toBe(0)
    await listening.says(/received [1-9]/)
    expect(customers(manager)).toEqual(['无锡泵业'])
  })

  it('ends with 1 when nobody came in time', async () => {
    const { manager } = foundTeam()
    const late = await runCli(['invite', manager, '--employee', '李销售', '--role', 'rep', '--minutes', '0.01', '--listen', '127.0.0.1:0'])
    expect([late.code, late.err]).toEqual([1, 'The code is out of time and 李销售 did not join; make a new one\n'])
  })

  it('refuses who is known as something else, and a unit that is not there', async () => {
    const { manager } = foundTeam()
    within(manager, (workspace) => workspace.write({ kind: 'employee.saved' }, (records) => records.insert('employee', { name: '周舟', role: 'rep' })))
    const invite = (...args: readonly string[]) => runCli(['invite', manager, '--employee', '周舟', '--listen', '127.0.0.1:0', ...args])
    expect(await invite('--role', 'manager')).toEqual(refusal('周舟 is known with another role (rep) or unit; leave out --role and --unit, or change the employee first'))
    expect(await invite('--unit', '无此部门')).toEqual(refusal('This unit does not exist; choose another'))
  })
})

describe('sync that cannot be', () => {
  let team: Firm
  beforeAll(() => {
    team = foundTeam()
  })

  it.each([
    [['--hub', 'hub.example'], '“hub.example” is no address for --hub; write a computer as HOST:PORT, a hub or WebDAV folder as http(s)://…'],
    [['--peer', '10.0.0.1:x'], '“10.0.0.1:x” is no address for --peer; write a computer as HOST:PORT, a hub or WebDAV folder as http(s)://…'],
    [['--hub', 'http://127.0.0.1:1'], 'http://127.0.0.1:1 cannot be reached; check the network, the address, and whether the other side is on'],
    [['--hub', 'http://nowhere.invalid'], 'http://nowhere.invalid cannot be reached; check the network, the address, and whether the other side is on'],
    [['--peer', '127.0.0.1:1'], '127.0.0.1:1 cannot be reached; check the network, the address, and whether the other side is on'],
    [['--folder', '/nowhere/at/all'], '/nowhere/at/all cannot be reached; check the network, the address, and whether the other side is on'],
  ])('%j is one clear line', async (args, text) => {
    expect(await sync(team.rep, ...args)).toEqual(refusal(text))
  })

  it('says that a hub is full', async () => {
    const hub = await startHub(['--quota', '0.0000001'])
    expect(await sync(team.manager, '--hub', hub.url)).toEqual(refusal(`${hub.url} has no room left; make some and try again`))
  })

  it('says that a hub does not serve this firm', async () => {
    const list = join(setupDirectory(), 'firms')
    writeFileSync(list, `${'0'.repeat(32)}\n`)
    const hub = await startHub(['--allow', list])
    expect(await sync(team.manager, '--hub', hub.url)).toEqual(
      refusal(`${hub.url} does not take this computer; check the address and password, or ask an administrator for a new invitation`),
    )
  })

  it('says that this computer was revoked, at the hub and at a copy', async () => {
    const { manager, rep } = foundTeam()
    const hub = await startHub()
    for (const directory of [rep, manager]) expect((await sync(directory, '--hub', hub.url)).code).toBe(0)
    const stolen = within(rep, (workspace) => requireIdentity(workspace).deviceKey.device)
    within(manager, (workspace) => revoke(workspace, requireIdentity(workspace), stolen))
    expect((await sync(manager, '--hub', hub.url)).code).toBe(0)
    expect(await sync(rep, '--hub', hub.url)).toEqual(
      refusal(`${hub.url} does not take this computer; check the address and password, or ask an administrator for a new invitation`),
    )
    const listening = start('sync', manager, '--listen', '127.0.0.1:0')
    const [, address = ''] = await listening.says(/Listening at (\S+);/)
    expect((await sync(rep, '--peer', address)).code).toBe(1)
  })

  it('says that another firm is there: a copy, and a package', async () => {
    const other = foundTeam('别家企业')
    const file = join(setupDirectory(), 'other.trp')
    expect((await sync(other.manager, '--package', file)).code).toBe(0)
    expect(await sync(team.manager, '--package', file)).toEqual(refusal(`${file} does not allow this; check which firm it belongs to`))
    const listening = start('sync', other.manager, '--listen', '127.0.0.1:0')
    const [, address = ''] = await listening.says(/Listening at (\S+);/)
    expect(await sync(team.rep, '--peer', address)).toEqual(
      refusal(`${address} does not take this computer; check the address and password, or ask an administrator for a new invitation`),
    )
  })

  it('says that a file is no package', async () => {
    const file = join(setupDirectory(), 'letter.trp')
    writeFileSync(file, 'Dear Sir or Madam')
    expect(await sync(team.manager, '--package', file)).toEqual(refusal(`${file} answers nonsense; check the address, and whether the program there is too old`))
  })
})

/** Root writes everywhere but where nobody can. */
describe.runIf(canMountSmallDisk())('sync over a folder that cannot be written', () => {
  const folder = join(setupDirectory(), 'shared')
  let unmount: () => void
  beforeAll(() => {
    mkdirSync(folder)
    unmount = mountSmallDisk(folder)
    makeReadOnly(folder)
  })
  afterAll(() => unmount())

  it('is one clear line', async () => {
    expect(await sync(foundTeam().manager, '--folder', folder)).toEqual(refusal(`${folder} cannot be written; check whether it is read-only`))
  })
})
