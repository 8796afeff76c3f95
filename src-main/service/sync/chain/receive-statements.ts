import { keptStatement } from '../../db/kept-statement.ts'
import type { Workspace } from '../../db/workspace.ts'
import { type Envelope, openEnvelope } from '../bundle/envelope.ts'
import type { Identity } from '../identity/identity.ts'
import { parseStatements } from '../identity/statement.ts'
import { openSites } from '../store/sites.ts'
import { applyStatements, learnChain, type StatementSetting } from './apply-statements.ts'
import { ChainPlaces, type Place } from './chain-places.ts'
import { ChainStore } from './chain-store.ts'
import { checkBundle, type HoldReason } from './check-bundle.ts'
import { findDevice, type KnownDevice } from './devices.ts'
import { hold, release } from './held.ts'
import { type Keys, openKeys } from './keys.ts'
import { OrgScopes } from './org-scopes.ts'

export interface ReceivedStatements {
  readonly merged: number
  readonly held: readonly { readonly envelope: Envelope; readonly reason: HoldReason }[]
  readonly ownAhead: readonly Envelope[]
}

/**
 * Takes over what bundles of the scope `control` state, before anything else is looked at: they say who may say something.
 *
 * Shape   ordered by site and number. Runs in one transaction of its own.
 * Edge    a device may introduce itself in the bundle that it signed: its chain is checked before its signature. A certificate may depend on one that
 *         another bundle brings, so that those of unknown devices are tried again while anything new comes.
 */
export function receiveStatements(workspace: Workspace, identity: Identity, envelopes: readonly Envelope[]): ReceivedStatements {
  const { db } = workspace
  return db
    .transaction(() => {
      const ownAhead: Envelope[] = []
      let merged = 0
      let open: readonly Envelope[] = envelopes
      let held: { envelope: Envelope; reason: HoldReason }[] = []
      for (let before = -1; open.length > 0 && open.length !== before; ) {
        before = open.length
        held = []
        const receiver = new StatementReceiver(workspace, identity)
        for (const envelope of open) {
          const outcome = receiver.receive(envelope)
          if (outcome === 'merged') merged++
          else if (outcome === 'own-ahead') ownAhead.push(envelope)
          else if (outcome !== 'known') held.push({ envelope, reason: outcome })
        }
        open = held.filter(({ reason }) => reason === 'unknown-device' || reason === 'gap').map(({ envelope }) => envelope)
        // the others were decided for good
        if (open.length !== held.length && open.length > 0) holdAll(workspace, held.filter(({ reason }) => reason !== 'unknown-device' && reason !== 'gap'))
      }
      holdAll(workspace, held)
      return { merged, held, ownAhead }
    })
    .immediate()
}

function holdAll({ db, clock }: Workspace, held: readonly { readonly envelope: Envelope; readonly reason: HoldReason }[]): void {
  for (const { envelope, reason } of held) if (reason !== 'damaged') hold(db, envelope, reason, clock.now())
}

class StatementReceiver {
  readonly #workspace: Workspace
  readonly #identity: Identity
  readonly #places: ChainPlaces
  readonly #chains: ChainStore
  readonly #setting: StatementSetting
  readonly #keys: Keys

  constructor(workspace: Workspace, identity: Identity) {
    const { db, clock } = workspace
    this.#workspace = workspace
    this.#identity = identity
    this.#places = new ChainPlaces(db)
    this.#chains = new ChainStore(db)
    this.#setting = { db, identity, organisation: new OrgScopes(db), now: clock.now() }
    this.#keys = openKeys(db, identity)
  }

  receive(envelope: Envelope): 'merged' | Exclude<Place, 'next' | 'gap' | 'fork'> | HoldReason {
    const { db } = this.#workspace
    const { header } = envelope
    if (header.firm !== this.#identity.firmTag.toString('hex')) return 'other-firm'
    const author = findDevice(db, Buffer.from(header.device, 'hex')) ?? this.#introduce(envelope)
    const checked = checkBundle(envelope, author, { ...this.#setting, keys: this.#keys })
    if (!checked.ok) return checked.error
    const place = this.#places.placeOf(envelope)
    if (place !== 'next') return place
    const payload = openEnvelope(envelope, checked.value.key)
    const parsed = payload.ok ? parseStatements(payload.value) : payload
    if (!parsed.ok) {
      this.#places.forget(envelope)
      return 'content'
    }
    const refused = applyStatements(this.#setting, checked.value.author, parsed.value.statements)
    this.#note(envelope, checked.value.author)
    if (refused > 0) hold(db, envelope, 'right', this.#setting.now)
    else release(db, envelope.hash)
    return 'merged'
  }

  /** The first bundle of a device carries its certificate, under a key that everybody holds. */
  #introduce(envelope: Envelope): KnownDevice | null {
    const payload = openEnvelope(envelope, this.#identity.controlKey)
    const parsed = payload.ok ? parseStatements(payload.value) : null
    if (!parsed?.ok) return null
    for (const statement of parsed.value.statements) {
      if (statement.kind !== 'certificate') continue
      const device = learnChain(this.#setting, statement.chain)
      if (device && device.device.toString('hex') === envelope.header.device) return device
    }
    return null
  }

  #note({ header, hash, bytes }: Envelope, author: KnownDevice): void {
    const { db } = this.#workspace
    const alias = openSites(db).aliasOf(Buffer.from(header.site, 'hex'))
    noteAuthor(this.#workspace, alias, author)
    this.#chains.keep({ alias, scope: header.scope, n: header.n, hash, kind: header.kind, start: header.start, bytes })
    this.#chains.raise(alias, header.scope, { n: header.n, hash, start: header.start ?? this.#chains.head(alias, header.scope).start, lastHlc: 0 })
    if (header.start !== null) this.#chains.prune(alias, header.scope, header.start)
    noteSeen(this.#workspace, alias, header.seen)
    noteAcknowledged(this.#workspace, alias, header)
  }
}

/** Notes what an author had seen when all its chains were as far as it says. */
function noteAcknowledged({ db }: Workspace, author: number, { site, seen, heads, to }: Envelope['header']): void {
  const sites = openSites(db)
  const raise = db.prepare('INSERT INTO sync_ack (author, alias, hlc) VALUES (?, ?, ?) ON CONFLICT (author, alias) DO UPDATE SET hlc = max(hlc, excluded.hlc)')
  raise.run(author, author, to)
  for (const [other, hlc] of seen) raise.run(author, sites.aliasOf(Buffer.from(other, 'hex')), hlc)
  const claim = db.prepare('INSERT INTO sync_claim (alias, scope, n) VALUES (?, ?, ?) ON CONFLICT (alias, scope) DO UPDATE SET n = max(n, excluded.n)')
  for (const [whose, scope, n] of heads ?? []) if (whose === site) claim.run(author, scope, n)
}

/** Notes who writes under a site, and that something came from there. */
export function noteAuthor({ db, clock }: Workspace, alias: number, { employee, device }: KnownDevice): void {
  keptStatement(db, 'UPDATE sync_site SET employee_id = ?, device = ?, last_seen = ? WHERE alias = ?').run(employee, device, clock.now(), alias)
}

/** Notes what an author had seen of others, and of us: what it has of ours is acknowledged. */
export function noteSeen({ db }: Workspace, author: number, seen: Envelope['header']['seen']): void {
  if (seen.length === 0) return
  const sites = openSites(db)
  const raise = keptStatement(
    db,
    'INSERT INTO sync_seen (author, alias, hlc) VALUES (?, ?, ?) ON CONFLICT (author, alias) DO UPDATE SET hlc = max(hlc, excluded.hlc)',
  )
  const acknowledge = keptStatement(
    db,
    'INSERT INTO sync_vv (alias, acked_hlc) VALUES (?, ?) ON CONFLICT (alias) DO UPDATE SET acked_hlc = max(acked_hlc, excluded.acked_hlc)',
  )
  for (const [site, hlc] of seen) {
    const alias = sites.aliasOf(Buffer.from(site, 'hex'))
    raise.run(author, alias, hlc)
    if (alias === sites.own) acknowledge.run(author, hlc)
  }
}
