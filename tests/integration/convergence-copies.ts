import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '#shared/contract/workspace.contract.ts'
import { idText } from '#service/db/record-id.ts'
import { syncTable, type SyncTableName } from '#service/db/registry.ts'
import { openWorkspace, type Workspace } from '#service/db/workspace.ts'
import { restoreRecord } from '#service/features/journal/public.ts'
import { foundFirm, joinFirm } from '#service/features/workspace/found.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { seededIds } from '#service/ports/ids.ts'
import { seededRandom } from '#service/ports/random.ts'
import { ALIVE, newRowClocks, readStamps, type RowClocks } from '#service/sync/engine/row-clocks.ts'
import { seal } from '#service/sync/store/seal.ts'
import { readSites } from '#service/sync/store/sites.ts'
import { readTombBody, readTombClocks } from '#service/sync/store/tomb-body.ts'
import { insert, type Row, type State, write } from './convergence-oracle.ts'

export const START = Date.UTC(2026, 0, 1)

/** A row that a test writes, in every copy under the same id: `rowId` of its place in the list. */
export interface TestedRow {
  readonly name: Exclude<SyncTableName, 'firm' | 'employee'>
  /** What a new row holds besides one of the editable columns. */
  readonly needed: Readonly<Record<string, string | number | Buffer>>
  readonly editable: readonly string[]
}

export type Change =
  | { readonly do: 'insert'; readonly row: number; readonly value: number }
  | { readonly do: 'edit'; readonly row: number; readonly column: number; readonly value: number }
  | { readonly do: 'delete' | 'restore'; readonly row: number }

export type Content = string | number | Buffer | null
/** What a test writes into a column. */
export type ContentOf = (column: string, value: number) => Content

export const rowId = (n: number): Buffer => Buffer.alloc(16, n + 1)

/** Founds a firm and joins it, one copy per role; gives the folder, with the copies named 0, 1, … in it. Remove it in the end. */
export function foundCopies(roles: readonly Role[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-convergence-'))
  const ports = { clock: fixedClock(START), newId: seededIds(7), random: seededRandom(7) }
  for (const [i, role] of roles.entries()) {
    const directory = join(folder, String(i))
    const employee = `e${String(i)}`
    const made = i === 0 ? foundFirm({ directory, firm: 'F', currency: 'CNY', employee, role }, ports) : joinFirm({ directory, joinFile: join(folder, '0/firm.join'), employee, role }, ports)
    made.close()
  }
  return folder
}

/** Gives the first copies of a folder of `foundCopies` to the work, fresh and in a place of their own. */
export function withCopies<T>(founded: string, open: { readonly count: number; readonly rows: readonly TestedRow[]; readonly contentOf: ContentOf }, work: (copies: readonly Copy[]) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'tributary-convergence-run-'))
  cpSync(founded, root, { recursive: true })
  const copies = Array.from({ length: open.count }, (_, i) => new Copy(join(root, String(i)), open.rows, open.contentOf))
  try {
    return work(copies)
  } finally {
    for (const copy of copies) copy.workspace.close()
    rmSync(root, { recursive: true, force: true })
  }
}

/** One copy with its clock, and what the oracle says it must hold. */
export class Copy {
  readonly directory: string
  readonly clock = fixedClock(START)
  workspace: Workspace
  state: State = new Map()
  readonly #rows: readonly TestedRow[]
  readonly #contentOf: ContentOf

  constructor(directory: string, rows: readonly TestedRow[], contentOf: ContentOf) {
    this.directory = directory
    this.workspace = openWorkspace(directory, { clock: this.clock })
    this.#rows = rows
    this.#contentOf = contentOf
  }

  reopen(): void {
    this.workspace.close()
    this.workspace = openWorkspace(this.directory, { clock: this.clock })
  }

  /** Makes a change in the workspace and in the oracle; one that makes no sense here (an edit of a row that is not there) does nothing. */
  change(each: Change): void {
    const { workspace } = this
    const { name, needed, editable } = this.#row(each.row)
    const { columns } = syncTable(name)
    const id = rowId(each.row)
    const key = idText(id)
    const held = workspace.db.prepare(`SELECT ${columns.join(', ')} FROM ${name} WHERE id = ?`).raw().get(id) as unknown[] | undefined
    if (each.do === 'insert' && !held) {
      const column = editable[0] ?? ''
      const values: Record<string, unknown> = { ...needed, [column]: this.#contentOf(column, each.value) }
      workspace.write({ kind: 't' }, (records) => records.insert(name, values as never, id))
      Object.assign(values, { created_at: this.clock.now(), updated_at: this.clock.now(), created_by: workspace.actor.employeeId })
      this.state = insert(this.state, key, columns.map((each) => plain(values[each] ?? null)), this.#lastHlc, this.#siteName)
    } else if (each.do === 'edit' && held) {
      const column = editable[each.column % editable.length] ?? ''
      const content = this.#contentOf(column, each.value)
      workspace.write({ kind: 't' }, (records) => records.update(name, id, { [column]: content }))
      const written = new Map([[column, plain(content)], ['updated_at', this.clock.now()]])
      const changed = [...written].map(([changedColumn, value]) => [columns.indexOf(changedColumn), value] as const).filter(([at, value]) => plain(held[at]) !== value)
      this.state = write(this.state, key, new Map(changed.map(([at, value]) => [at + 1, value])), this.#lastHlc, this.#siteName)
    } else if (each.do === 'delete' && held) {
      workspace.write({ kind: 't' }, (records) => records.remove(name, id))
      this.state = write(this.state, key, new Map([[0, false]]), this.#lastHlc, this.#siteName)
    } else if (each.do === 'restore' && this.state.has(key) && !held) {
      restoreRecord(workspace, name, id)
      this.state = write(this.state, key, new Map([[0, true]]), this.#lastHlc, this.#siteName)
    }
  }

  /** Reads the tested rows, living or in the bin, in the shape of the oracle: values, and clocks by site id. */
  read(): State {
    const { db } = this.workspace
    seal(db)
    const names = new Map(readSites(db).map(({ alias, site: bytes }) => [alias, bytes.toString('latin1')]))
    const tested = new Set(this.#rows.map((_, n) => idText(rowId(n))))
    const state = new Map<string, Row>()
    const clocks = newRowClocks()
    const put = (id: Buffer, isAlive: boolean, values: readonly unknown[], { h, s }: RowClocks): void => {
      if (!tested.has(idText(id))) return
      const slotOf = (content: unknown, slot: number) => [content, h[slot] ?? 0, names.get(s[slot] ?? 0) ?? ''] as const
      state.set(idText(id), [slotOf(isAlive, ALIVE), ...values.map((content, i) => slotOf(plain(content), i))])
    }
    for (const name of new Set(this.#rows.map((row) => row.name))) {
      const table = syncTable(name)
      for (const stored of db.prepare(`SELECT id, _h, _s, _c, ${table.columns.join(', ')} FROM ${name}`).raw().all()) {
        const [id, h, s, c, ...values] = stored as [Buffer, number, number, Buffer | null, ...unknown[]]
        readStamps(clocks, h, s, c)
        put(id, true, values, clocks)
      }
      for (const tomb of db.prepare<[number], { id: Buffer; h: number; s: number; body: Buffer }>('SELECT * FROM sync_tomb WHERE tbl = ?').all(table.number)) {
        const body = readTombBody(table, tomb.body)
        readTombClocks(clocks, tomb, body)
        put(tomb.id, false, body.values, clocks)
      }
    }
    return state
  }

  get #siteName(): string {
    return Buffer.from(this.workspace.site).toString('latin1')
  }

  get #lastHlc(): number {
    return Number(this.workspace.db.prepare('SELECT hlc FROM command ORDER BY seq DESC LIMIT 1').pluck().get())
  }

  #row(n: number): TestedRow {
    const found = this.#rows[n]
    if (!found) throw new Error(`no tested row ${String(n)}`)
    return found
  }
}

function plain(content: unknown): unknown {
  return Buffer.isBuffer(content) ? content.toString('hex') : content
}

export const sorted = (state: State): unknown => [...state].sort(([a], [b]) => (a < b ? -1 : 1))
