import { SYNC_TABLES, syncTable, type SyncTable, syncTableByNumber } from '#service/db/registry.ts'
import { checkWorkspace } from '#service/features/check/check-workspace.ts'
import { OrgScopes } from '#service/sync/chain/org-scopes.ts'
import { ManagerScopes } from '#service/sync/chain/row-scope.ts'
import { ALIVE, newRowClocks, readStamps, type RowClocks } from '#service/sync/engine/row-clocks.ts'
import { holdsAll } from '#service/sync/identity/certificate.ts'
import { readSites } from '#service/sync/store/sites.ts'
import { readTombBody, readTombClocks } from '#service/sync/store/tomb-body.ts'
import type { Acknowledged } from './acknowledged.ts'
import { FORBIDDEN_ROW } from './rows.ts'
import type { Run } from './run.ts'
import type { SimCopy } from './sim-copy.ts'

/** A row as text, for comparing and showing: per slot the value, its clock and its author. */
interface Seen {
  readonly table: SyncTable
  readonly id: Buffer
  readonly isAlive: boolean
  readonly values: readonly unknown[]
  readonly h: readonly number[]
  readonly s: readonly string[]
  readonly text: string
}

type State = ReadonlyMap<string, Seen>

/** Finds what is not as it must be after everybody has exchanged everything: adds to the run's problems. */
export function verify(run: Run): void {
  const copies = run.copies.filter(({ isRevoked }) => !isRevoked)
  const states = new Map(copies.map((copy) => [copy, readState(copy, run.plan.oldProgram.length > 0)]))
  const [head] = copies
  const whole = head && states.get(head)
  if (!head || !whole) throw new Error('verify: nobody who holds everything')
  for (const copy of copies) {
    const state = states.get(copy)
    if (!state) continue
    if (copy !== head) compare(run, head, whole, copy, state)
    checkCopy(run, copy)
    checkAcknowledged(run, whole, copy, copies)
  }
}

function compare(run: Run, head: SimCopy, whole: State, copy: SimCopy, state: State): void {
  const wants = scopesWanted(copy)
  const scopes = new ManagerScopes(head.db)
  for (const [key, seen] of whole) {
    const isWanted = wants === null || scopes.of(seen.table, seen.id).some(wants)
    const theirs = state.get(key)
    if (isWanted && theirs?.text !== seen.text) {
      run.problems.push(`${copy.name} differs from ${head.name} in ${key}${wants === null ? '' : ` (for ${scopes.of(seen.table, seen.id).join(', ')})`}:\n  ${head.name}: ${seen.text}\n  ${copy.name}: ${theirs?.text ?? 'nothing'}`)
    }
  }
  for (const [key, seen] of state) if (!whole.has(key)) run.problems.push(`${copy.name} has what ${head.name} has not: ${key}: ${seen.text}`)
}

/** Which scopes a copy must hold; null for all. */
function scopesWanted({ db, founded: { identity } }: SimCopy): ((scope: ReturnType<ManagerScopes['of']>[number]) => boolean) | null {
  const { scopes } = identity.certified
  if (holdsAll(scopes)) return null
  const organisation = new OrgScopes(db)
  return (scope) => organisation.allows(scopes, scope)
}

function checkCopy(run: Run, copy: SimCopy): void {
  const { db, name } = copy
  const isWhole = holdsAll(copy.founded.identity.certified.scopes)
  for (const finding of checkWorkspace(db)) {
    // a part of the firm has children of what it does not hold
    if (finding.kind === 'orphan' && (!isWhole || finding.values['table'] === 'opportunity' || finding.values['column'] === 'contact_id')) continue
    run.problems.push(`${name}: check finds ${JSON.stringify(finding)}`)
  }
  for (const { reason, site, scope, n } of db.prepare<[], { reason: string; site: Buffer; scope: string; n: number }>('SELECT reason, site, scope, n FROM sync_hold').all()) {
    const hex = site.toString('hex')
    if (reason === 'right' && run.hasForbidden) continue
    if (run.forked.has(hex)) continue
    run.problems.push(`${name} holds bundle ${hex}/${scope}/${String(n)}: ${reason}`)
  }
  const holes = db
    .prepare<[], { scope: string; first: number; last: number; count: number; head: number }>(
      `SELECT b.scope, min(b.n) AS first, max(b.n) AS last, count(*) AS count, c.n AS head FROM sync_bundle b JOIN sync_chain c ON c.alias = b.alias AND c.scope = b.scope
       WHERE b.alias = (SELECT site FROM sync_ctx) GROUP BY b.scope`,
    )
    .all()
    .filter(({ first, last, count, head }) => last - first + 1 !== count || last !== head)
  for (const hole of holes) run.problems.push(`${name}: a hole in its own chain ${JSON.stringify(hole)}`)
  const parked = Number(db.prepare('SELECT count(*) FROM sync_parked').pluck().get())
  if (parked > 0) run.problems.push(`${name}: ${String(parked)} values are still parked`)
}

function checkAcknowledged(run: Run, whole: State, copy: SimCopy, copies: readonly SimCopy[]): void {
  const inserts = copies.flatMap(({ acknowledged }) => acknowledged.filter(({ isInsert, slot }) => isInsert && slot === ALIVE))
  // what lay in the bin is gone with a new row in its place
  const isReplaced = ({ id, hlc }: Acknowledged): boolean => inserts.some((insert) => insert.hlc !== hlc && insert.id.equals(id))
  for (const each of copy.acknowledged) {
    if (each.id.equals(FORBIDDEN_ROW)) continue
    const table = syncTableByNumber(each.table)
    if (!table) continue
    const seen = whole.get(keyOf(table, each.id))
    const what = `${copy.name}: ${keyOf(table, each.id)}.${table.columns[each.slot] ?? 'alive'} = ${show(each.value)} @${String(each.hlc)}`
    if (!seen) {
      run.problems.push(`lost, no such row: ${what}`)
      continue
    }
    const h = seen.h[each.slot] ?? 0
    if (h < each.hlc) run.problems.push(`lost, an older one stands there (@${String(h)}): ${what}`)
    else if (!isTraceable(each, seen, table) || copy.wasPutBack || isReplaced(each) || traceOf(each, copies)) continue
    else run.problems.push(`lost without a trace: ${what}, there is ${show(seen.values[each.slot])} @${String(h)}`)
  }
}

/** Only texts that no other write made, in rows that live, have something to look for. */
function isTraceable({ slot, value }: Acknowledged, seen: Seen, table: SyncTable): boolean {
  return slot !== ALIVE && typeof value === 'string' && value.startsWith('w') && seen.isAlive && seen.values[slot] !== value && table.columns[slot] !== undefined
}

function traceOf({ id, value }: Acknowledged, copies: readonly SimCopy[]): boolean {
  return copies.some(({ db }) => {
    const text = `%${String(value)}%`
    return (
      db.prepare('SELECT 1 FROM history WHERE id = ? AND CAST(old AS TEXT) LIKE ?').get(id, text) !== undefined ||
      db.prepare('SELECT 1 FROM sync_lost WHERE id = ? AND value = ?').get(id, value) !== undefined
    )
  })
}

/**
 * Reads every synced row, living or in the bin.
 *
 * Edge    an empty column that a copy has by an upgrade has the clock of its row or none, which makes no difference to any later write.
 */
function readState({ db }: SimCopy, hadOldProgram: boolean): State {
  const names = new Map(readSites(db).map(({ alias, site }) => [alias, site.toString('hex').slice(0, 6)]))
  const state = new Map<string, Seen>()
  const clocks = newRowClocks()
  const put = (table: SyncTable, id: Buffer, isAlive: boolean, values: readonly unknown[], { h, s }: RowClocks): void => {
    if (id.equals(FORBIDDEN_ROW)) return
    const slots = [...table.columns.keys(), ALIVE]
    const seen: Omit<Seen, 'text'> = { table, id, isAlive, values, h: Array.from(h), s: Array.from(s, (alias) => names.get(alias) ?? '') }
    const isAdded = (slot: number): boolean => hadOldProgram && table.name === 'customer' && slot === table.columns.length - 1 && values[slot] === null
    const text = slots.filter((slot) => !isAdded(slot)).map((slot) => `${table.columns[slot] ?? 'alive'}=${show(slot === ALIVE ? isAlive : values[slot])}@${String(seen.h[slot])}/${seen.s[slot] ?? ''}`).join(' ')
    state.set(keyOf(table, id), { ...seen, text })
  }
  for (const table of SYNC_TABLES) {
    for (const stored of db.prepare(`SELECT id, _h, _s, _c, ${table.columns.join(', ')} FROM ${table.name}`).raw().all()) {
      const [id, h, s, c, ...values] = stored as [Buffer, number, number, Buffer | null, ...unknown[]]
      readStamps(clocks, h, s, c)
      put(table, id, true, values, clocks)
    }
  }
  for (const { tbl, id, h, s, body } of db.prepare<[], { tbl: number; id: Buffer; h: number; s: number; body: Buffer }>('SELECT * FROM sync_tomb').all()) {
    const table = syncTableByNumber(tbl) ?? syncTable('firm')
    const read = readTombBody(table, body)
    readTombClocks(clocks, { h, s }, read)
    put(table, id, false, read.values, clocks)
  }
  return state
}

function keyOf({ name }: SyncTable, id: Buffer): string {
  return `${name}#${id.every((byte) => byte === id[0]) ? String(id[0]) : id.toString('hex')}`
}

function show(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('hex').slice(0, 8) : JSON.stringify(value)
}
