import { quietReport } from '#service/jobs/task.ts'
import type { Id } from '#service/db/schema.ts'
import { type ReceivedBundles, receiveBundles } from '#service/sync/chain/receive-bundles.ts'
import { sealOutbox } from '#service/sync/chain/seal-outbox.ts'
import { exchange, type ExchangeResult } from '#service/sync/exchange/exchange.ts'
import { localCopy } from '#service/sync/exchange/local-copy.ts'
import type { Identity } from '#service/sync/identity/identity.ts'
import { openFolderWay } from '#service/sync/ways/folder-way.ts'
import type { Way } from '#service/sync/ways/way.ts'
import type { TestWorkspace } from './setup-workspace.ts'

export const NEVER = new AbortController().signal

export function identityOf({ workspace }: TestWorkspace): Identity {
  if (!workspace.identity) throw new Error('a copy without an identity')
  return workspace.identity
}

/** Everything that a copy has sealed or keeps for others, in the order in which it came there. */
export function bundlesOf({ workspace }: TestWorkspace): Buffer[] {
  sealOutbox(workspace)
  return workspace.db.prepare<[], Buffer>('SELECT bytes FROM sync_bundle ORDER BY seq').pluck().all()
}

export function receive(to: TestWorkspace, bundles: readonly Buffer[]): ReceivedBundles {
  return receiveBundles(to.workspace, identityOf(to), bundles, quietReport)
}

/** Everything of one copy goes to another. */
export function carry(from: TestWorkspace, to: TestWorkspace): ReceivedBundles {
  return receive(to, bundlesOf(from))
}

/** The copies meet the manager until nothing is new; `before` each of the three rounds, e.g. to move clocks. */
export function settle(manager: TestWorkspace, others: readonly TestWorkspace[], before: (round: number) => void = () => undefined): void {
  for (let round = 0; round < 3; round++) {
    before(round)
    for (const other of others) {
      carry(other, manager)
      carry(manager, other)
    }
  }
}

/** Exchanges over a way and closes it. */
export async function over(way: Way, copy: TestWorkspace, foldAfter?: number): Promise<ExchangeResult> {
  try {
    return await exchange(localCopy(copy.workspace, identityOf(copy), quietReport, { foldAfter }), way, NEVER, { progress: () => undefined })
  } finally {
    await way.close()
  }
}

/** One copy exchanges with a folder. */
export function meet(folder: string, copy: TestWorkspace, foldAfter?: number): Promise<ExchangeResult> {
  return over(openFolderWay(folder, whoIs(copy)), copy, foldAfter)
}

/** Who a copy is to ways over files. */
export function whoIs(copy: TestWorkspace): { readonly firm: string; readonly writer: string } {
  return { firm: identityOf(copy).firmTag.toString('hex'), writer: Buffer.from(copy.workspace.site).toString('hex') }
}

/** Enters a customer of the person who works in the copy, unless another owner is given. */
export function addCustomer({ workspace }: TestWorkspace, name: string, owner: Id | null = workspace.actor.employeeId): Buffer {
  return workspace.write({ kind: 'customer.created' }, (records) =>
    records.insert('customer', { name, kind: 'firm', life_cycle: 'potential', grade: 'C', owner_id: owner }),
  ).value
}
