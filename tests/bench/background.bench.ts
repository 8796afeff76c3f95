import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import type { Contract } from '#shared/contract/index.ts'
import type { ServiceContext } from '#service/context.ts'
import type { Workspace } from '#service/db/workspace.ts'
import { createService } from '#service/entry/create-service.ts'
import { foundFirm, joinFirm } from '#service/features/workspace/found.ts'
import { exchangeOver, requireIdentity } from '#service/sync/exchange/exchange-over.ts'
import { localCopy } from '#service/sync/exchange/local-copy.ts'
import { printFigure } from './figure.ts'

/**
 * How long a write of the window takes while the service merges in the background what lies in a folder: over the port, as the window writes, with
 * everything that the service does besides.
 */
const CUSTOMERS = 4_000
const ACTIVITIES = 60_000
/** A person who types fast in several places at once. */
const PAUSE_MS = 25

function share(workspace: Workspace, address: string) {
  const copy = localCopy(workspace, requireIdentity(workspace))
  return exchangeOver(workspace, { kind: 'folder', address }, { copy, signal: new AbortController().signal, report: { progress: () => undefined } })
}

function writeMuch(workspace: Workspace): void {
  const { employeeId } = workspace.actor
  workspace.write({ kind: 'bench' }, (records) => {
    const customers = Array.from({ length: CUSTOMERS }, (_, i) =>
      records.insert('customer', { name: `客户 ${String(i)}`, kind: 'firm', life_cycle: 'potential', grade: 'C', owner_id: employeeId }),
    )
    for (let i = 0; i < ACTIVITIES; i++) {
      records.insert('activity', { kind: 'call', subject: `第 ${String(i)} 次`, result: '谈到交期与价格', customer_id: customers[i % CUSTOMERS] ?? null, owner_id: employeeId })
    }
  })
}

async function measure(root: string): Promise<void> {
  const folder = join(root, 'share')
  mkdirSync(folder)
  const manager = foundFirm({ directory: join(root, 'manager'), firm: '测试企业', currency: 'CNY', employee: '王经理', role: 'manager', unitPath: '总部' })
  const rep = joinFirm({ directory: join(root, 'rep'), employee: '李销售', role: 'rep', joinFile: join(manager.directory, 'firm.join') })
  // they know each other before
  for (let round = 0; round < 2; round++) for (const copy of [rep, manager]) await share(copy, folder)
  writeMuch(rep)
  await share(rep, folder)
  rep.close()
  manager.close()

  const service = await createService({ workspaceDir: manager.directory, workerFile: new URL('../../src-main/service/entry/worker.ts', import.meta.url) })
  const { port1, port2 } = new MessageChannel()
  new RPCHandler<ServiceContext>(service.router).upgrade(port1, { context: service.context })
  port1.start()
  port2.start()
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port2 }))
  try {
    const { id } = await client.customers.create({ name: '窗口里的客户' })
    const writes: number[] = []
    const write = async (note: string): Promise<number> => {
      const begin = performance.now()
      await client.customers.update({ id, fields: { note } })
      return performance.now() - begin
    }
    for (let i = 0; i < 40; i++) await write(`热身 ${String(i)}`)
    const began = performance.now()
    const { seq } = await client.syncWays.add({ kind: 'folder', address: folder, isAutomatic: false })
    let isOver = false
    const exchange = (async () => {
      for await (const event of await client.syncWays.exchange({ seq })) if (event.type === 'done') isOver = true
    })()
    for (let i = 0; !isOver; i++) {
      writes.push(await write(`改动 ${String(i)}`))
      await sleep(PAUSE_MS)
    }
    await exchange
    report(writes, performance.now() - began)
  } finally {
    port2.close()
    await service.close()
  }
}

function report(writes: readonly number[], wall: number): void {
  const sorted = [...writes].sort((a, b) => a - b)
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  const note = `${String(writes.length)} writes while ${(CUSTOMERS + ACTIVITIES).toLocaleString('en')} rows came in ${(wall / 1000).toFixed(1)} s; half of them under ${at(0.5).toFixed(1)} ms, the slowest ${at(1).toFixed(0)} ms; ${loadavg()[0]?.toFixed(0) ?? '?'} processes on ${String(availableParallelism())} cores`
  printFigure({ name: 'background sync: a write of the window while the service merges, 99th percentile', value: at(0.99), unit: 'ms', goal: 50, note })
}

const root = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
try {
  await measure(root)
} finally {
  rmSync(root, { recursive: true, force: true })
}
