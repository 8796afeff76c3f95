/**
 * Loaded before the command in a copy's process: moves its clock, and writes like a person through a connection of its own while the command runs.
 * Told `edit` and `calm` by the parent; answers `calm` with the number of edits.
 */
import { joinOpenWorkspace, type Workspace } from '#service/db/workspace.ts'
import { Random } from '../simulator/random.ts'
import { EditorPlan } from './editor-plan.ts'

const plan = EditorPlan.parse(JSON.parse(process.env['TRIBUTARY_EDITOR'] ?? ''))
if (plan.clockAheadMs !== 0) moveClock(plan.clockAheadMs)

const random = new Random(plan.seed)
let workspace: Workspace | null = null
let timer: NodeJS.Timeout | undefined
let edits = 0

process.on('message', (message) => {
  if (message === 'edit') timer ??= setInterval(edit, plan.everyMs).unref()
  if (message !== 'calm') return
  clearInterval(timer)
  process.send?.({ edits })
})
// whoever started it is gone
process.on('disconnect', () => process.exit(1))
// the command ends when it has nothing to do, whoever may still have to say something
process.channel?.unref()
process.on('exit', () => workspace?.close())

function moveClock(byMs: number): void {
  const RealDate = Date
  const now = (): number => RealDate.now() + byMs
  globalThis.Date = class extends RealDate {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [now()] : given) as [number]))
    }

    static override now(): number {
      return now()
    }
  } as DateConstructor
}

function edit(): void {
  workspace ??= joinOpenWorkspace(plan.directory)
  const { db, actor } = workspace
  const customers = db.prepare<[], Buffer>('SELECT id FROM customer ORDER BY id').pluck().all()
  const contacts = db.prepare<[], Buffer>('SELECT id FROM contact ORDER BY id').pluck().all()
  const what = customers.length === 0 ? 'customer' : random.weighted({ customer: 2, change: 6, contact: 2, activity: 2, remove: 1, handOver: plan.owners.length > 0 ? 1 : 0 })
  edits++
  workspace.write({ kind: 'customer.updated' }, (records) => {
    const owner = plan.owners.length > 0 ? Buffer.from(random.pick(plan.owners), 'hex') : actor.employeeId
    const customer = customers.length > 0 ? random.pick(customers) : Buffer.alloc(16)
    switch (what) {
      case 'customer':
        records.insert('customer', { name: `客户 ${String(edits)} ${String(plan.seed)}`, kind: 'firm', life_cycle: 'potential', grade: 'C', owner_id: owner })
        break
      case 'change':
        records.update('customer', customer, { [random.pick(['note', 'address', 'phone'])]: `${String(plan.seed)}.${String(edits)}` })
        break
      case 'contact': {
        const contact = records.insert('contact', { name: `联系人 ${String(edits)}` })
        records.insert('customer_contact', { customer_id: customer, contact_id: contact, role: 'buys' })
        break
      }
      case 'activity':
        records.insert('activity', { kind: 'call', subject: `电话 ${String(edits)}`, customer_id: customer, owner_id: actor.employeeId })
        break
      case 'remove':
        if (contacts.length > 0) records.remove('contact', random.pick(contacts))
        break
      case 'handOver':
        records.update('customer', customer, { owner_id: owner })
        break
    }
  })
}
