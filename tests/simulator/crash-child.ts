import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openWorkspace, type Workspace } from '#service/db/workspace.ts'
import { quietReport } from '#service/jobs/task.ts'
import { exchange } from '#service/sync/exchange/exchange.ts'
import { localCopy } from '#service/sync/exchange/local-copy.ts'
import { openFolderWay } from '#service/sync/ways/folder-way.ts'

/**
 * Two copies that edit, seal, publish to a folder, receive and fold, for ever; says each edit once it is saved, as `copy row number`. Ends only when it is
 * killed.
 */
const [root = '', first = '1'] = process.argv.slice(2)
const copies = ['head', 'rep'].map((name) => openWorkspace(join(root, name)))
const folder = join(root, 'folder')
if (!existsSync(folder)) throw new Error('crash-child: no folder')

const ROWS = 4
const idOf = (copy: number, row: number): Buffer => Buffer.alloc(16, 16 * (copy + 1) + row)

function edit(workspace: Workspace, copy: number, number: number): void {
  const row = number % ROWS
  const id = idOf(copy, row)
  const note = String(number)
  const isHere = workspace.db.prepare('SELECT 1 FROM customer WHERE id = ?').get(id) !== undefined
  workspace.write({ kind: 't' }, (records) => {
    if (isHere) records.update('customer', id, { note })
    else records.insert('customer', { name: 'n', kind: 'firm', life_cycle: 'potential', owner_id: copies[1]?.actor.employeeId ?? null, note }, id)
  })
  process.stdout.write(`${String(copy)} ${String(row)} ${note}\n`)
}

async function meet(workspace: Workspace): Promise<void> {
  const { identity } = workspace
  if (!identity) throw new Error('crash-child: a copy without an identity')
  const way = openFolderWay(folder, { firm: identity.firmTag.toString('hex'), writer: Buffer.from(workspace.site).toString('hex') })
  await exchange(localCopy(workspace, identity, quietReport, { foldAfter: 3 }), way, new AbortController().signal, { progress: () => undefined })
  await way.close()
}

for (let number = Number(first); ; number++) {
  for (const [copy, workspace] of copies.entries()) {
    edit(workspace, copy, number)
    if (number % 2 === copy) await meet(workspace)
  }
}
