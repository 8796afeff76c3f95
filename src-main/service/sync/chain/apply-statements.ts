import type { Database } from 'better-sqlite3'
import { isDeepStrictEqual } from 'node:util'
import { type CertificateChain, holdsAll, verifyChain } from '../identity/certificate.ts'
import type { Identity } from '../identity/identity.ts'
import type { Statement } from '../identity/statement.ts'
import { findDevice, type KnownDevice, learnDevice, revokeDevice } from './devices.ts'
import { noteEpoch, noteGrant } from './keys.ts'
import type { OrgScopes } from './org-scopes.ts'

export interface StatementSetting {
  readonly db: Database
  readonly identity: Identity
  readonly organisation: OrgScopes
  readonly now: number
}

/** Gives how many of the statements the author had no right to make; those are left out. */
export function applyStatements(setting: StatementSetting, author: KnownDevice, statements: readonly Statement[]): number {
  let refused = 0
  for (const statement of statements) if (!apply(setting, author, statement)) refused++
  return refused
}

function apply(setting: StatementSetting, author: KnownDevice, statement: Statement): boolean {
  const { db, now } = setting
  switch (statement.kind) {
    case 'certificate':
      // a device that introduced itself was just learnt by it
      return isDeepStrictEqual(statement.chain, author.chain) || learnChain(setting, statement.chain) !== null
    case 'grant':
      if (author.isAdmin) noteGrant(db, statement)
      return author.isAdmin
    case 'epoch':
      if (mayRule(author)) noteEpoch(db, statement)
      return mayRule(author)
    case 'revoke':
      if (mayRule(author)) revokeDevice(db, Buffer.from(statement.device, 'hex'), statement.heads, now)
      return mayRule(author)
  }
}

/** Learns of a device by its chain; null when it does not lead to the root. `at` = when it has to be good, UTC ms; null = whenever. */
export function learnChain({ db, identity, organisation }: Omit<StatementSetting, 'now'>, chain: CertificateChain, at: number | null = null): KnownDevice | null {
  const certified = verifyChain(chain, { rootKey: identity.rootKey, at, takesIn: (outer, inner) => organisation.takesIn(outer, inner) })
  if (!certified.ok) return null
  learnDevice(db, chain, certified.value)
  return findDevice(db, certified.value.device)
}

function mayRule({ isAdmin, scopes }: KnownDevice): boolean {
  return isAdmin && holdsAll(scopes)
}
