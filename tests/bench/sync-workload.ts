import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SCHEMA_VERSION } from '#service/db/migrate.ts'
import { syncTable } from '#service/db/registry.ts'
import type { Workspace } from '#service/db/workspace.ts'
import { readJoinFile } from '#service/features/workspace/join-file.ts'
import { foundFirm } from '#service/features/workspace/found.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { seededIds } from '#service/ports/ids.ts'
import { seededRandom } from '#service/ports/random.ts'
import { quietReport } from '#service/jobs/task.ts'
import { receiveBundles } from '#service/sync/chain/receive-bundles.ts'
import { sealOutbox } from '#service/sync/chain/seal-outbox.ts'
import { sealBundle } from '#service/sync/bundle/envelope.ts'
import type { BundleHeader } from '#service/sync/bundle/header.ts'
import { PayloadWriter } from '#service/sync/bundle/payload-writer.ts'
import { hlcFromMs } from '#service/sync/engine/clock.ts'
import { ALIVE, ALIVE_BIT, fillClocks, newRowClocks } from '#service/sync/engine/row-clocks.ts'
import type { RowRecord } from '#service/sync/engine/row-record.ts'
import { keyringOf } from '#service/sync/identity/first-keys.ts'
import { joinIdentity } from '#service/sync/identity/found-identity.ts'
import { type Identity, type NewSite, newSiteOf } from '#service/sync/identity/identity.ts'
import type { Scope } from '#service/sync/identity/scope.ts'
import { printStatements } from '#service/sync/identity/statement.ts'
import { contentOf, EDITED, FIELDS, FIELDS_OF_ROW, INSERT_ACTIVITY, randomBelow, rowOf, START } from './merge-workload.ts'

export interface SyncShape {
  readonly sites: number
  /** Rows that every site holds before they part. */
  readonly sharedRows: number
  /** New rows of each site, of 12 fields. */
  readonly newRows: number
  /** Edits of one field of a shared row by each site, each at a moment of its own. */
  readonly edits: number
  /** Each edit is of another row, and rows come scattered; otherwise of any row. */
  readonly isScattered?: boolean
}

/** What a number of copies did apart, sealed: for the copy that takes it in. */
export interface SyncWorkload {
  /** Folder of the copy that receives; closed. */
  readonly target: string
  /** File of all bundles, one after the other, each behind its length as u32. */
  readonly bundles: string
  readonly bundleBytes: number
  readonly fieldChanges: number
}

const ACTIVITY = syncTable('activity')
const ALL = (2 ** ACTIVITY.columns.length - 1 + ALIVE_BIT) >>> 0
/** As copies close their bundles. */
const MOST_RECORDS = 2_000
/** The columns of `rowOf` after the id. */
export const ROW = ['created_at', 'updated_at', 'created_by', ...FIELDS]
const SHARED_CLOCK = hlcFromMs(START) + 1

/** When the copy that receives is opened. */
export const RECEIVED_AT = START + 90 * 86_400_000

/** Makes the copy that receives, and what the others sealed for those who read everything. Cost: a few seconds. */
export function makeSyncWorkload(root: string, shape: SyncShape): SyncWorkload {
  const target = join(root, 'target')
  mkdirSync(root, { recursive: true })
  const founder = foundFirm(
    { directory: target, firm: 'Bench', currency: 'CNY', employee: 'M', role: 'manager' }, { clock: fixedClock(START), newId: seededIds(1), random: seededRandom(1) },
  )
  const shared = addShared(founder, shape.sharedRows)
  const authors = Array.from({ length: shape.sites }, (_, i) => new Author(founder, join(target, 'firm.join'), i))
  introduce(founder, authors)
  const bundles = authors.flatMap((author, i) => author.seal(recordsOf(changesOf(i, shape, shared))))
  founder.close()
  const file = join(root, 'bundles')
  writeFileSync(file, Buffer.concat(bundles.flatMap((bytes) => [lengthOf(bytes), bytes])))
  return { target, bundles: file, bundleBytes: bundles.reduce((sum, { length }) => sum + length, 0), fieldChanges: shape.sites * (shape.newRows * FIELDS_OF_ROW + shape.edits) }
}

/** Gives the bundles of a workload's file. */
export function splitBundles(file: Buffer): Buffer[] {
  const bundles: Buffer[] = []
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32LE(at)
    bundles.push(file.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return bundles
}

function lengthOf({ length }: Buffer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(length)
  return bytes
}

/** Their certificates are known, and they were handed keys: that is done once. */
function introduce(founder: Workspace, authors: readonly Author[]): void {
  if (!founder.identity) throw new Error('sync-workload: a copy without keys')
  receiveBundles(founder, founder.identity, authors.map((author) => author.introduce()), quietReport)
  sealOutbox(founder)
}

/** Rows that everybody has, as if they had been written at the beginning. */
function addShared({ db, actor }: Workspace, count: number): Buffer[] {
  const random = randomBelow(1)
  const insert = db.prepare(INSERT_ACTIVITY.replace('(id,', '(_h, _s, id,').replace('VALUES (', `VALUES (${String(SHARED_CLOCK)}, 1, `))
  return db.transaction(() => {
    const ids = sharedIds(count)
    for (const id of ids) insert.run(...rowOf(id, START, actor.employeeId, random))
    db.prepare('UPDATE sync_ctx SET last_hlc = max(last_hlc, ?)').run(SHARED_CLOCK)
    return ids
  })()
}

/** A copy that has no database: what it would have sealed is all there is of it. */
class Author {
  readonly #identity: Identity
  readonly #site: NewSite
  readonly #seen: BundleHeader['seen']
  readonly #heads = new Map<Scope, { readonly n: number; readonly hash: string }>()

  constructor({ site }: Workspace, joinFile: string, i: number) {
    const { invitation } = readJoinFile(joinFile)
    if (!invitation) throw new Error('sync-workload: a join file without keys')
    const employee = seededIds(100 + i)(START)
    const random = seededRandom(100 + i)
    const joined = joinIdentity(invitation, { employee, role: 'manager', unit: null, now: START }, random)
    if (!joined.ok) throw new Error(`sync-workload: ${joined.error.kind}`)
    this.#identity = joined.value
    this.#site = newSiteOf(joined.value, random(16))
    this.#seen = [[Buffer.from(site).toString('hex'), SHARED_CLOCK]]
  }

  introduce(): Buffer {
    const statements = printStatements([{ kind: 'certificate', chain: [...this.#identity.chain] }])
    return this.#seal('control', { kind: 'statements', count: 1, from: 0, to: 0 }, statements)
  }

  seal(records: readonly RowRecord[]): Buffer[] {
    const bundles: Buffer[] = []
    for (let at = 0; at < records.length; at += MOST_RECORDS) {
      const part = records.slice(at, at + MOST_RECORDS)
      const payload = new PayloadWriter(() => this.#site.site)
      for (const record of part) payload.add(ACTIVITY.number, record)
      const clocks = part.flatMap(({ clocks: { h } }) => [...h].filter((hlc) => hlc > 0))
      const from = clocks.reduce((least, hlc) => Math.min(least, hlc))
      const to = clocks.reduce((most, hlc) => Math.max(most, hlc))
      bundles.push(this.#seal('whole', { kind: 'changes', count: part.length, from, to }, payload.take()))
    }
    return bundles
  }

  #seal(scope: Scope, what: Pick<BundleHeader, 'kind' | 'count' | 'from' | 'to'>, payload: Buffer): Buffer {
    const { deviceKey, firmTag } = this.#identity
    const head = this.#heads.get(scope)
    const n = (head?.n ?? 0) + 1
    const key = keyringOf(this.#identity).keyOf(scope, 1)
    if (!key) throw new Error(`sync-workload: no key for ${scope}`)
    const { bytes, hash } = sealBundle(
      {
        v: 1, firm: firmTag.toString('hex'), device: deviceKey.device.toString('hex'), nonce: this.#site.nonce?.toString('hex') ?? '', site: this.#site.site.toString('hex'), scope, n,
        prev: head?.hash ?? null, start: null, epoch: 1, schema: SCHEMA_VERSION, seen: n === 1 ? this.#seen : [], heads: null, ...what,
      },
      payload, key, deviceKey.signing,
    )
    this.#heads.set(scope, { n, hash: hash.toString('hex') })
    return bytes
  }
}

/** One write of a site: a new row of 12 fields, or one field of a shared row. */
export interface Change {
  readonly id: Buffer
  /** UTC ms; no two of a site are equal. */
  readonly at: number
  readonly isNew: boolean
  readonly fields: Readonly<Record<string, unknown>>
}

/** Gives the ids of the rows that every site holds. */
export function sharedIds(count: number): Buffer[] {
  const newId = seededIds(9)
  return Array.from({ length: count }, (_, n) => newId(START + n))
}

/** Gives what a site did, in order. */
export function changesOf(site: number, shape: SyncShape, shared: readonly Buffer[]): Change[] {
  const random = randomBelow(1_000 + site)
  const newId = seededIds(10_000 + site)
  const employee = Buffer.alloc(16, site)
  const changes: Change[] = []
  let at = START + 86_400_000
  let { newRows, edits } = shape
  for (let n = 0; newRows + edits > 0; n++) {
    at += 1 + random(5_000)
    if (random(newRows + edits) < newRows) {
      newRows--
      const [, ...row] = rowOf(Buffer.alloc(16), at, employee, random)
      changes.push({ id: newId(at), at, isNew: true, fields: Object.fromEntries(ROW.map((column, i) => [column, row[i]])) })
    } else {
      edits--
      const row = shape.isScattered ? ((site * shape.edits + n) * 70_001) % shared.length : random(shared.length)
      const field = EDITED[random(EDITED.length)] ?? 'result'
      changes.push({ id: shared[row] ?? Buffer.alloc(16), at, isNew: false, fields: { [field]: contentOf(field, random) } })
    }
  }
  return changes
}

/** One record for each row that a site touched. */
function recordsOf(changes: readonly Change[]): RowRecord[] {
  const records = new Map<string, RowRecord>()
  for (const { id, at, isNew, fields } of changes) {
    const key = id.toString('latin1')
    const record = records.get(key) ?? newRecord(id)
    records.set(key, record)
    if (isNew) {
      record.mask = ALL
      record.isNew = true
      fillClocks(record.clocks, hlcFromMs(at), 1)
    }
    for (const [column, value] of Object.entries(fields)) {
      const slot = ACTIVITY.columns.indexOf(column)
      record.mask = (record.mask | (1 << slot)) >>> 0
      record.clocks.h[slot] = hlcFromMs(at)
      record.clocks.s[slot] = 1
      record.values[slot] = value as string
    }
  }
  return [...records.values()]
}

function newRecord(id: Buffer): RowRecord {
  return { id, mask: 0, isAlive: true, isNew: false, clocks: newRowClocks(), values: new Array<null>(ALIVE).fill(null) }
}
