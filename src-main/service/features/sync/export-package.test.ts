import { existsSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setupCopy, setupDirectory, setupWorkspace, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { idText } from '../../db/record-id.ts'
import { quietReport } from '../../jobs/task.ts'
import { Refused } from '../../refusal.ts'
import { receiveBundles } from '../../sync/chain/receive-bundles.ts'
import { sealOutbox } from '../../sync/chain/seal-outbox.ts'
import { requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { localCopy } from '../../sync/exchange/local-copy.ts'
import { openPackageWay } from '../../sync/ways/package-way.ts'
import { exportPackage } from './export-package.ts'
import { receivePackage } from './receive-package.ts'

function settle(manager: TestWorkspace, ...others: readonly TestWorkspace[]): void {
  for (let round = 0; round < 2; round++) {
    for (const other of others) {
      for (const [from, to] of [[other, manager], [manager, other]] as const) {
        sealOutbox(from.workspace)
        const bundles = from.workspace.db.prepare<[], Buffer>('SELECT bytes FROM sync_bundle ORDER BY seq').pluck().all()
        receiveBundles(to.workspace, requireIdentity(to.workspace), bundles, quietReport)
      }
    }
  }
}

function write({ workspace }: TestWorkspace, name: string): void {
  workspace.write({ kind: 'customer.created' }, (records) =>
    records.insert('customer', { name, kind: 'firm', life_cycle: 'potential', grade: 'C', owner_id: workspace.actor.employeeId }),
  )
}

async function writePackage({ workspace }: TestWorkspace, employee: TestWorkspace | null, signal = new AbortController().signal): Promise<{ readonly file: string; readonly bundles: number }> {
  const file = join(setupDirectory(), 'a.trp')
  const copy = localCopy(workspace, requireIdentity(workspace))
  const employeeId = employee && idText(employee.workspace.actor.employeeId)
  return { file, bundles: await exportPackage(workspace, copy, { file, employeeId }, signal, () => undefined) }
}

async function chainsIn(file: string, { workspace }: TestWorkspace): Promise<Set<string>> {
  const way = openPackageWay(file, { firm: requireIdentity(workspace).firmTag.toString('hex'), writer: Buffer.from(workspace.site).toString('hex') })
  const chains = await way.list(new AbortController().signal)
  await way.abandon()
  return new Set(chains.map(({ scope }) => scope))
}

/** A manager who holds what two reps wrote. */
function setupThree() {
  const manager = setupWorkspace()
  const li = setupCopy(manager, { employee: '李销售', seed: 2 })
  const zhao = setupCopy(manager, { employee: '赵销售', seed: 3 })
  write(li, '常州电机')
  write(zhao, '无锡化工')
  settle(manager, li, zhao)
  return { manager, li, zhao }
}

describe('exportPackage', () => {
  it('holds everything that is kept here, for everybody', async () => {
    const { manager } = setupThree()
    const { file, bundles } = await writePackage(manager, null)
    expect(bundles).toBeGreaterThan(0)
    const kinds = new Set([...(await chainsIn(file, manager))].map((scope) => scope.split('-')[0]))
    expect(kinds).toEqual(new Set(['control', 'firm', 'rep']))
  })

  it('holds for one person what he may read, and nothing of others', async () => {
    const { manager, li, zhao } = setupThree()
    const { file } = await writePackage(manager, zhao)
    const scopes = await chainsIn(file, manager)
    const repOf = ({ workspace }: TestWorkspace): string => `rep-${Buffer.from(workspace.actor.employeeId).toString('hex')}`
    expect(scopes.has(repOf(zhao))).toBe(true)
    expect(scopes.has(repOf(li))).toBe(false)
  })

  it('refuses somebody who has no computer in the firm, and leaves no file when it is given up', async () => {
    const { manager } = setupThree()
    const stranger = setupWorkspace({ seed: 9 })
    await expect(writePackage(manager, stranger)).rejects.toBeInstanceOf(Refused)
    const gone = AbortSignal.abort(new Error('given up'))
    const file = join(setupDirectory(), 'b.trp')
    const copy = localCopy(manager.workspace, requireIdentity(manager.workspace))
    await expect(exportPackage(manager.workspace, copy, { file, employeeId: null }, gone, () => undefined)).rejects.toThrow('given up')
    expect(existsSync(file)).toBe(false)
  })

  it('is read up to where a file is cut, which is said', async () => {
    const { manager, li } = setupThree()
    write(li, '苏州精工')
    const { file } = await writePackage(li, null)
    truncateSync(file, statSync(file).size - 100)
    const { result } = await receivePackage(manager.workspace, file, quietReport)
    expect(result.problem).toMatchObject({ kind: 'package-cut' })
  })
})
