import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { keptStatement } from '../../db/kept-statement.ts'
import { keyringOf } from '../identity/first-keys.ts'
import { Grant, type GrantedKeys, openGrant } from '../identity/grant.ts'
import type { Identity } from '../identity/identity.ts'
import { isScope, type Scope } from '../identity/scope.ts'
import type { Keyring } from '../identity/scope-keys.ts'

/** The keys of a copy, and the epoch that it seals with. */
export interface Keys {
  readonly keyring: Keyring
  readonly epoch: number
}

const EPOCH_SETTING = 'sync.epoch'

/** An epoch that was announced, and the devices that were not handed its keys. */
const Announced = z.object({ epoch: z.int(), without: z.array(z.string()) })
export type AnnouncedEpoch = z.infer<typeof Announced>

/** Opens the keys that a copy began with and those that were granted to it since. Cost: one agreement a grant that was not opened in this process before. */
export function openKeys(db: Database, identity: Identity): Keys {
  const keyring = keyringOf(identity)
  const grants = keptStatement<[Buffer], string>(db, 'SELECT DISTINCT statement FROM sync_grant WHERE device = ?').pluck().all(identity.deviceKey.device)
  for (const text of grants) {
    const opened = openOnce(identity, text)
    // it was opened when it was noted: a grant that does not open is not ours any more
    if (!opened) continue
    if ('secret' in opened.keys) keyring.addSecret(opened.epoch, opened.keys.secret)
    else for (const [scope, key] of opened.keys.keys) keyring.addKey(opened.epoch, scope, key)
  }
  return { keyring, epoch: sealingEpoch(db, keyring) }
}

const MOST_REMEMBERED = 1_000

interface OpenedGrant {
  readonly epoch: number
  readonly keys: GrantedKeys
}

/** Opening one takes an agreement, and each seal and receipt needs them all. */
const openedBefore = new WeakMap<Identity, Map<string, OpenedGrant | null>>()

function openOnce(identity: Identity, text: string): OpenedGrant | null {
  const known = openedBefore.get(identity) ?? new Map<string, OpenedGrant | null>()
  openedBefore.set(identity, known)
  let opened = known.get(text)
  if (opened === undefined) {
    const grant = Grant.parse(JSON.parse(text))
    const result = openGrant(grant, identity.deviceKey)
    if (known.size >= MOST_REMEMBERED) known.clear()
    known.set(text, (opened = result.ok ? { epoch: grant.epoch, keys: result.value } : null))
  }
  return opened
}

/** The newest epoch that was announced and of which we hold keys. */
function sealingEpoch(db: Database, { epochs }: Keyring): number {
  const { epoch } = announcedEpoch(db)
  return epochs.findLast((held) => held <= epoch) ?? epochs[0] ?? 1
}

/** Gives the newest epoch that somebody with the right to has announced; the first one needs no announcement. */
export function announcedEpoch(db: Database): AnnouncedEpoch {
  const text = keptStatement<[string], string>(db, 'SELECT value FROM local_setting WHERE key = ?').pluck().get(EPOCH_SETTING)
  return text === undefined ? { epoch: 1, without: [] } : Announced.parse(JSON.parse(text))
}

/** Notes an epoch that is to be used; an older one changes nothing. */
export function noteEpoch(db: Database, announced: AnnouncedEpoch): void {
  if (announced.epoch <= announcedEpoch(db).epoch) return
  keptStatement(db, 'INSERT INTO local_setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(
    EPOCH_SETTING, JSON.stringify({ epoch: announced.epoch, without: announced.without }),
  )
}

/** Tells whether a key of a scope is held, of whatever epoch. */
export function mayRead({ keyring }: Keys, scope: string): boolean {
  return isScope(scope) && keyring.epochs.some((epoch) => keyring.keyOf(scope, epoch) !== null)
}

/** Notes what a grant hands over; `["all"]` counts as one scope. */
export function noteGrant(db: Database, grant: Grant): void {
  const note = keptStatement(db, 'INSERT OR IGNORE INTO sync_grant (device, epoch, scope, statement) VALUES (?, ?, ?, ?)')
  const text = JSON.stringify(grant)
  for (const scope of grant.scopes) note.run(Buffer.from(grant.device, 'hex'), grant.epoch, scope, text)
}

/** Gives the scopes (or `all`) that a device was handed keys of, in one epoch. */
export function grantedScopes(db: Database, device: Uint8Array, epoch: number): ReadonlySet<Scope | 'all'> {
  return new Set(keptStatement<[Uint8Array, number], Scope | 'all'>(db, 'SELECT scope FROM sync_grant WHERE device = ? AND epoch = ?').pluck().all(device, epoch))
}
