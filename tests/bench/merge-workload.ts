import { join } from 'node:path'
import type { Workspace } from '#service/db/workspace.ts'
import { foundFirm, joinFirm } from '#service/features/workspace/found.ts'
import { quietReport } from '#service/jobs/task.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { seededIds } from '#service/ports/ids.ts'
import { mergeSource } from '#service/sync/merge.ts'

/** What a number of copies of one firm did apart, on the table `activity`: the files that a merge is measured on. */
export interface Workload {
  /** Folder of the copy that merges; closed. */
  readonly target: string
  /** Folders of the copies that worked apart; closed. */
  readonly sources: readonly string[]
  /** A new row counts its 12 fields, an edit the one field that it sets. */
  readonly fieldChanges: number
}

export interface WorkloadShape {
  readonly copies: number
  /** Rows that every copy holds before they part. */
  readonly sharedRows: number
  /** New rows of each copy. */
  readonly newRows: number
  /** Edits of one field of a random shared row by each copy. */
  readonly edits: number
}

export const START = Date.UTC(2026, 0, 5)
/** With the three columns of origin a row has 12 fields. Nobody owns one, so that it is for those who hold everything. */
export const FIELDS = ['kind', 'customer_id', 'opportunity_id', 'subject', 'planned_on', 'done_at', 'result', 'place', 'minutes'] as const
type Field = (typeof FIELDS)[number]
/** Those that an edit sets: not where the row belongs. */
export const EDITED = FIELDS.filter((field) => field !== 'customer_id')
export const FIELDS_OF_ROW = FIELDS.length + 3
/** Rows that one step writes. */
const STEP = 10

/** Gives whole numbers below a bound, the same ones for the same seed. */
export function randomBelow(seed: number): (bound: number) => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return (bound) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  }
}

const KINDS = ['visit', 'call', 'wechat', 'mail', 'meeting']
const PLACES = ['苏州', '无锡', '宁波', '合肥', '长沙', '客户现场']

export function contentOf(field: Field, random: (bound: number) => number): string | number | Buffer {
  switch (field) {
    case 'kind':
      return KINDS[random(KINDS.length)] ?? 'visit'
    case 'customer_id':
    case 'opportunity_id':
      return Buffer.alloc(16, random(200))
    case 'subject':
    case 'result':
      return `第 ${String(random(1_000_000))} 次 wants the new price list by ${String(random(1_000_000))}`
    case 'planned_on':
      return `2026-${String(1 + random(9)).padStart(2, '0')}-${String(10 + random(19))}`
    case 'done_at':
      return START + random(1_000_000_000)
    case 'place':
      return PLACES[random(PLACES.length)] ?? ''
    case 'minutes':
      return random(240)
  }
}

export const INSERT_ACTIVITY = `INSERT INTO activity (id, created_at, updated_at, created_by, ${FIELDS.join(', ')}) VALUES (?, ?, ?, ?${', ?'.repeat(FIELDS.length)})`

export function rowOf(id: Buffer, at: number, by: Uint8Array, random: (bound: number) => number): unknown[] {
  return [id, at, at, by, ...FIELDS.map((field) => contentOf(field, random))]
}

/** Makes the copies in a folder and lets each do its work. */
export function makeWorkload(root: string, shape: WorkloadShape): Workload {
  const target = join(root, 'target')
  const clock = fixedClock(START)
  const manager = foundFirm({ directory: target, firm: 'Bench', currency: 'CNY', employee: 'M', role: 'manager' }, { clock, newId: seededIds(1) })
  const shared: Buffer[] = []
  addRows(manager, shape.sharedRows, randomBelow(1), shared)
  const sources = Array.from({ length: shape.copies }, (_, i) => join(root, `copy-${String(i)}`))
  for (const [i, directory] of sources.entries()) {
    const ports = { clock: fixedClock(START + 86_400_000), newId: seededIds(100 + i) }
    // managers' copies, so that they hold all that is shared
    const copy = joinFirm({ directory, joinFile: join(target, 'firm.join'), employee: `E${String(i)}`, role: 'manager' }, ports)
    mergeSource(copy, target, quietReport)
    workApart(copy, ports.clock, shape, shared, randomBelow(1_000 + i))
    copy.close()
  }
  manager.close()
  return { target, sources, fieldChanges: shape.copies * (shape.newRows * FIELDS_OF_ROW + shape.edits) }
}

function addRows(workspace: Workspace, count: number, random: (bound: number) => number, ids: Buffer[]): void {
  if (count === 0) return
  const insert = workspace.db.prepare(INSERT_ACTIVITY)
  workspace.write({ kind: 'bench' }, () => {
    for (let n = 0; n < count; n++) {
      const now = workspace.clock.now()
      const id = workspace.newId(now + n)
      ids.push(id)
      insert.run(...rowOf(id, now, workspace.actor.employeeId, random))
    }
  })
}

function workApart(copy: Workspace, clock: ReturnType<typeof fixedClock>, shape: WorkloadShape, shared: readonly Buffer[], random: (bound: number) => number): void {
  const insert = copy.db.prepare(INSERT_ACTIVITY)
  const updates = EDITED.map((field) => copy.db.prepare(`UPDATE activity SET ${field} = ? WHERE id = ?`))
  let rows = shape.newRows
  let edits = shape.edits
  while (rows + edits > 0) {
    clock.set(clock.now() + 1 + random(5_000))
    copy.write({ kind: 'bench' }, () => {
      for (let i = 0; i < STEP && rows + edits > 0; i++) {
        const now = clock.now()
        if (random(rows + edits) < rows) {
          rows--
          insert.run(...rowOf(copy.newId(now), now, copy.actor.employeeId, random))
        } else {
          edits--
          const at = random(EDITED.length)
          updates[at]?.run(contentOf(EDITED[at] ?? 'result', random), shared[random(shared.length)])
        }
      }
    })
  }
}
