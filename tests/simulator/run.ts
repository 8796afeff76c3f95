import { capturePosition } from '#service/db/capture.ts'
import type { ChainListing, Way } from '#service/sync/ways/way.ts'
import { WayProblem } from '#service/sync/ways/way.ts'
import { undoStep } from '#service/features/journal/undo.commands.ts'
import { restoreRecord } from '#service/features/journal/public.ts'
import { Refused } from '#service/refusal.ts'
import { quietReport } from '#service/jobs/task.ts'
import { exchange } from '#service/sync/exchange/exchange.ts'
import { localCopy } from '#service/sync/exchange/local-copy.ts'
import { openTreeWay } from '#service/sync/ways/tree-way.ts'
import { VirtualFolder } from '../helpers/virtual-folder.ts'
import { acknowledgedSince } from './acknowledged.ts'
import { foundCast } from './cast.ts'
import { faultyWay } from './faulty-way.ts'
import type { Action, OtherWrite, Plan, RowWrite, WayName } from './plan.ts'
import { Random } from './random.ts'
import { RelayModel } from './relay-model.ts'
import { CUSTOMER_ROWS, FORBIDDEN_ROW, PARTS, ROWS, type SimRow, textColumns } from './rows.ts'
import { seedCrypto } from './seeded-crypto.ts'
import { SimCopy } from './sim-copy.ts'
import { verify } from './verify.ts'
import { VirtualClock, VirtualTime } from './virtual-time.ts'
import { migrateFromOld, withOldProgram } from './old-program.ts'

/** Clones that a run makes at most. */
const MOST_CLONES = 2
/** After the last action everybody exchanges at most so often. */
const MOST_ROUNDS = 12

/** A run in progress, or at its end. */
export class Run {
  readonly plan: Plan
  readonly copies: SimCopy[] = []
  readonly trace: string[] = []
  /** Sites of which more than one state wrote. */
  readonly forked = new Set<string>()
  hasForbidden = false
  /** Hash of each bundle that one life of a copy put anywhere, by life, chain and number. */
  readonly numbered = new Map<string, string>()
  readonly problems: string[] = []
  readonly #time = new VirtualTime()
  readonly #random: Random
  readonly #relay = new RelayModel('relay')
  #sticks = 0
  readonly #folder: VirtualFolder
  readonly #listings = new Map<string, { listing: readonly ChainListing[] | null }>()
  readonly #old = new Set<SimCopy>()
  #isCalm = false
  #texts = 0
  #outBefore = 0

  constructor(plan: Plan) {
    this.plan = plan
    seedCrypto(plan.seed)
    this.#random = new Random(plan.seed + 0x5eed)
    this.#folder = new VirtualFolder(() => this.#random.next())
    const cast = foundCast()
    seedCrypto(plan.seed)
    for (const [place, index] of plan.cast.entries()) {
      const founded = cast[index]
      if (!founded) throw new Error('run: not in the cast')
      const offset = plan.wrongClock?.copy === place ? plan.wrongClock.ms : 0
      this.copies.push(new SimCopy(founded.name, founded, new VirtualClock(this.#time, offset), place))
    }
    for (let place = 0; place < plan.cast.length + MOST_CLONES; place++) this.#folder.treeOf(place)
    for (const index of plan.oldProgram) {
      const copy = this.copies[index]
      if (copy) this.#old.add(copy)
    }
  }

  async perform(): Promise<void> {
    for (const action of this.plan.actions) {
      this.#time.pass(1000)
      await this.#act(action)
    }
    await this.#settle()
    verify(this)
  }

  close(): void {
    for (const copy of this.copies) copy.close()
  }

  #say(text: string): void {
    this.trace.push(text)
  }

  #copyAt(n: number): SimCopy {
    const copy = this.copies[n % this.copies.length]
    if (!copy) throw new Error('run: no copy')
    return copy
  }

  async #act(action: Action): Promise<void> {
    if (action.do === 'pass') {
      this.#time.pass(action.ms)
      this.#say(`${String(action.ms / 1000)} s pass`)
      return
    }
    const copy = this.#copyAt(action.copy)
    switch (action.do) {
      case 'exchange':
        await this.#exchange(copy, action.way)
        return
      case 'package':
        return this.#package(copy, this.#copyAt(action.to))
      case 'jump':
        copy.clock.offsetMs += action.ms
        return this.#say(`${copy.name}: clock jumps by ${String(action.ms / 1000)} s`)
      case 'image':
        copy.takeImage()
        return this.#say(`${copy.name}: backup`)
      case 'put-back':
        if (!copy.image) return
        this.#say(`${copy.name}: disk put back`)
        this.forked.add(siteOf(copy))
        copy.putBack()
        this.forked.add(siteOf(copy))
        return
      case 'notice':
        copy.noticeNewPlace()
        copy.life++
        return this.#say(`${copy.name}: opened at another place, now ${siteOf(copy)}`)
      case 'clone':
        return this.#clone(copy)
      case 'upgrade':
        if (this.#upgrade(copy)) this.#say(`${copy.name}: upgraded`)
        return
      default:
        this.#withProgram(copy, () => this.#write(copy, action))
    }
  }

  #upgrade(copy: SimCopy): boolean {
    const wasOld = this.#old.delete(copy)
    if (wasOld) migrateFromOld(copy.db)
    return wasOld
  }

  #clone(copy: SimCopy): void {
    if (this.copies.length >= this.plan.cast.length + MOST_CLONES) return
    const clone = new SimCopy(`${copy.name}+${String(this.copies.length)}`, copy.founded, new VirtualClock(this.#time, copy.clock.offsetMs + 7), this.copies.length, copy)
    if (this.#old.has(copy)) this.#old.add(clone)
    this.forked.add(siteOf(copy))
    this.copies.push(clone)
    this.#say(`${clone.name}: cloned from ${copy.name}`)
  }

  #write(copy: SimCopy, action: RowWrite | OtherWrite): void {
    this.#outBefore = capturePosition(copy.db).out
    const did = this.#tryWrite(copy, action)
    if (did === null) return
    const written = acknowledgedSince(copy.workspace, this.#outBefore)
    copy.acknowledged.push(...written)
    this.#say(`${copy.name}: ${did} @${String(written[0]?.hlc ?? 0)}`)
  }

  /** Tells what was done; null when it makes no sense in this copy. */
  #tryWrite(copy: SimCopy, action: RowWrite | OtherWrite): string | null {
    const { workspace, db } = copy
    const isRep = copy.founded.role === 'rep'
    if (action.do === 'undo') {
      const seq = db.prepare<[], number>("SELECT seq FROM command WHERE undone_by IS NULL AND kind = 't' ORDER BY seq DESC LIMIT 1").pluck().get()
      if (seq === undefined) return null
      try {
        undoStep(workspace, seq)
      } catch (cause) {
        if (cause instanceof Refused) return null
        throw cause
      }
      return `undo of step ${String(seq)}`
    }
    if (action.do === 'forbidden') {
      if (!isRep || holds(copy, 'product', FORBIDDEN_ROW)) return null
      workspace.write({ kind: 'forbidden' }, (records) => records.insert('product', { name: 'x', is_active: 1 }, FORBIDDEN_ROW))
      this.hasForbidden = true
      return null
    }
    const { index, row } = rowAt(action.row, isRep)
    const { name, id } = row
    const isHeld = holds(copy, name, id)
    switch (action.do) {
      case 'insert': {
        const missing = missingChain(copy, index)
        if (missing.length === 0) return null
        workspace.write({ kind: 't' }, (records) => {
          for (const each of missing) records.insert(each.name, this.#newValues(copy, each, action.value) as never, each.id)
        })
        return `insert ${missing.map(labelOf).join(', ')} (value ${String(action.value)})`
      }
      case 'edit': {
        const column = textColumns(row)[action.column % Math.max(1, textColumns(row).length)]
        if (!isHeld || column === undefined) return null
        if (this.#old.has(copy) && column === 'note') return null
        const text = this.#nextText()
        workspace.write({ kind: 't' }, (records) => records.update(name, id, { [column]: text }))
        return `edit ${labelOf(row)}.${column} = ${text}`
      }
      case 'edit-all': {
        const held = ROWS.slice(0, CUSTOMER_ROWS).filter((each) => each.name === 'customer' && holds(copy, each.name, each.id))
        if (held.length === 0) return null
        workspace.write({ kind: 't' }, (records) => {
          for (const each of held) records.update('customer', each.id, { address: this.#nextText() })
        })
        return `edit of ${held.map(labelOf).join(', ')}`
      }
      case 'assign': {
        const column = row.owners[action.column % Math.max(1, row.owners.length)]
        if (isRep || !isHeld || column === undefined) return null
        workspace.write({ kind: 't' }, (records) => records.update(name, id, { [column]: this.#ownerOf(column, action.value) }))
        return `assign ${labelOf(row)}.${column} = ${this.#ownerName(column, action.value)}`
      }
      case 'remove': {
        if (!isHeld) return null
        workspace.write({ kind: 't' }, (records) => records.remove(name, id))
        return `remove ${labelOf(row)}`
      }
      case 'restore': {
        if (isHeld) return null
        try {
          restoreRecord(workspace, name, id)
        } catch (cause) {
          if (cause instanceof Refused) return null
          throw cause
        }
        return `restore ${labelOf(row)}`
      }
    }
  }

  #nextText(): string {
    return `w${String(++this.#texts)}.`
  }

  #newValues(copy: SimCopy, { needed, texts, owners }: SimRow, value: number): Record<string, unknown> {
    const values: Record<string, unknown> = { ...needed }
    const [text] = texts
    if (text !== undefined && text !== '' && !(this.#old.has(copy) && text === 'note')) values[text] = this.#nextText()
    for (const column of owners) values[column] = copy.founded.role === 'rep' ? (column === 'org_unit_id' ? null : copy.founded.employee) : this.#ownerOf(column, value)
    return values
  }

  #ownerOf(column: string, value: number): Buffer | null {
    const cast = foundCast()
    if (column === 'org_unit_id') return [null, cast[3]?.unit, cast[5]?.unit][value % 3] ?? null
    return [null, cast[3]?.employee, cast[4]?.employee, cast[5]?.employee][value % 4] ?? null
  }

  #ownerName(column: string, value: number): string {
    return (column === 'org_unit_id' ? ['nobody', 'east', 'west'][value % 3] : ['nobody', 'rep1', 'rep2', 'rep3'][value % 4]) ?? ''
  }

  #withProgram<T>(copy: SimCopy, work: () => T): T {
    return this.#old.has(copy) ? withOldProgram(work) : work()
  }

  #exchange(copy: SimCopy, name: WayName): Promise<boolean> {
    return this.#exchangeOver(copy, name, () => this.#wayOf(copy, name), true)
  }

  /** `isLasting` = what is put there others will have some day. */
  async #exchangeOver(copy: SimCopy, name: string, open: () => Way, isLasting: boolean): Promise<boolean> {
    if (copy.isRevoked) return false
    const seen = copy.acknowledged.length
    const work = async (): Promise<boolean> => {
      for (let attempt = 0; attempt < 3; attempt++) {
        const way = open()
        try {
          const result = await exchange(this.#local(copy), way, new AbortController().signal, { progress: () => undefined })
          if (result.renewed) {
            copy.life++
            this.#say(`${copy.name}: goes on as ${siteOf(copy)}`)
            continue
          }
          if (isLasting) copy.published = Math.max(copy.published, seen)
          this.#say(`${copy.name}: exchange over ${name}: sent ${String(result.sent)}, received ${String(result.received)}, held ${JSON.stringify(result.held.map(({ reason }) => reason))}`)
          return result.sent > 0 || result.received > 0
        } catch (cause) {
          if (!(cause instanceof WayProblem)) throw cause
          this.#say(`${copy.name}: exchange over ${name}: ${cause.kind}`)
          return true
        }
      }
      return true
    }
    return this.#withProgram(copy, work)
  }

  #local(copy: SimCopy): ReturnType<typeof localCopy> {
    return localCopy(copy.workspace, copy.founded.identity, quietReport, { foldAfter: this.plan.foldAfter })
  }

  #wayOf(copy: SimCopy, name: WayName): Way {
    const inner = name === 'relay' ? this.#relay.way() : openTreeWay(this.#folder.treeOf(copy.place), { firm: copy.founded.identity.firmTag.toString('hex'), writer: siteOf(copy), now: () => copy.clock.now() })
    const spied: Way = {
      name: inner.name, offsetMs: null, list: (signal) => inner.list(signal), get: (chain, n, signal) => inner.get(chain, n, signal),
      put: (bundle, signal) => {
        if (bundle.site === siteOf(copy)) this.#noteNumber(copy, bundle.site, bundle.scope, bundle.n, bundle.bytes)
        return inner.put(bundle, signal)
      },
      prune: (chain, before, signal) => inner.prune(chain, before, signal), changed: (signal) => inner.changed(signal), close: () => inner.close(),
    }
    if (this.#isCalm) return spied
    const key = `${String(copy.place)} ${name}`
    let memory = this.#listings.get(key)
    if (!memory) this.#listings.set(key, (memory = { listing: null }))
    return faultyWay(spied, this.plan.faults, this.#random, memory)
  }

  #noteNumber(copy: SimCopy, site: string, scope: string, n: number, bytes: Buffer): void {
    const key = `${String(copy.place)}.${String(copy.life)} ${site} ${scope} ${String(n)}`
    const content = bytes.toString('base64', bytes.length - 64)
    const before = this.numbered.get(key)
    if (before !== undefined && before !== content) this.problems.push(`two bundles of one copy have the number ${key}`)
    this.numbered.set(key, content)
  }

  /** Somebody carries a package from one copy to another. */
  async #package(from: SimCopy, to: SimCopy): Promise<void> {
    if (from === to) return
    const stick = new RelayModel(`stick ${String(++this.#sticks)}`)
    await this.#exchangeOver(from, stick.name, () => stick.way(), false)
    await this.#exchangeOver(to, stick.name, () => stick.way(), false)
  }

  /** Nothing fails any more; everybody exchanges until there is nothing new. */
  async #settle(): Promise<void> {
    this.#isCalm = true
    for (const { clock } of this.copies) clock.offsetMs = 0
    this.#say('-- calm')
    for (const copy of this.copies) this.#upgrade(copy)
    this.#folder.settle()
    for (let round = 0; round < MOST_ROUNDS; round++) {
      this.#time.pass(1000)
      let isQuiet = true
      for (const copy of this.copies) {
        for (const way of this.plan.ways) {
          if (await this.#exchange(copy, way)) isQuiet = false
          this.#folder.settle()
        }
      }
      if (isQuiet) return
    }
    this.problems.push(`still not quiet after ${String(MOST_ROUNDS)} rounds`)
  }
}

export function siteOf({ workspace }: SimCopy): string {
  return Buffer.from(workspace.site).toString('hex')
}

function holds({ db }: SimCopy, name: SimRow['name'], id: Buffer): boolean {
  return db.prepare(`SELECT 1 FROM ${name} WHERE id = ?`).get(id) !== undefined
}

function rowAt(n: number, isRep: boolean): { readonly index: number; readonly row: SimRow } {
  // every third one is a customer himself
  const index = isRep ? n % CUSTOMER_ROWS : n % ROWS.length
  const chosen = n % 3 === 0 && index < CUSTOMER_ROWS ? index - (index % PARTS) : index
  const row = ROWS[chosen]
  if (!row) throw new Error('run: no row')
  return { index: chosen, row }
}

/** A row and those that must be there before it, as far as they are not. */
function missingChain(copy: SimCopy, index: number): SimRow[] {
  const chain: SimRow[] = []
  for (let at: number | null = index; at !== null; at = ROWS[at]?.parent ?? null) {
    const row = ROWS[at]
    if (row && !holds(copy, row.name, row.id)) chain.unshift(row)
  }
  return chain
}

function labelOf({ name, id }: SimRow): string {
  return `${name}#${String(id[0] ?? 0)}`
}
