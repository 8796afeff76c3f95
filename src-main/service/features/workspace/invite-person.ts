import { idBytes } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound, refuse } from '../../refusal.ts'
import { requireRight } from '../../rights.ts'
import { currentChain } from '../../sync/chain/due-statements.ts'
import { openKeys } from '../../sync/chain/keys.ts'
import { OrgScopes } from '../../sync/chain/org-scopes.ts'
import { type CertificateContent, holdsAll } from '../../sync/identity/certificate.ts'
import type { Identity } from '../../sync/identity/identity.ts'
import { type Invitation, newInvitation, scopesOfPerson } from '../../sync/identity/invitation.ts'
import type { Scope } from '../../sync/identity/scope.ts'

/** An invitation that is handed over at once need not last; clocks differ by a day at most. */
const LASTS_MS = 2 * 86_400_000

interface Person {
  readonly id: Buffer
  readonly name: string
  readonly role: string
  readonly unit: Buffer | null
}

export interface PersonInvited {
  readonly invitation: Invitation
  readonly name: string
  readonly role: string
}

/**
 * Makes the invitation of one employee, for what his role and unit let him read: a representative his own customers, others those of their unit, those
 * without a unit everything.
 *
 * Errors  `Forbidden`; `NotFound`; refuses `copy-without-keys` in a firm from before copies had keys, `invitation-beyond-scope` when he would read more than
 *         this copy does.
 */
export function invitePerson(workspace: Workspace, employeeId: string): PersonInvited {
  requireRight(workspace.actor, 'organisation.write')
  const { db, clock } = workspace
  const identity = workspace.identity ?? refuse('copy-without-keys')
  const person = db
    .prepare<[Buffer], Person>('SELECT id, name, role, org_unit_id AS unit FROM employee WHERE id = ?')
    .get(idBytes(employeeId))
  if (!person) throw new NotFound('employee')
  const scopes = [...scopesOfPerson({ ...person, employee: person.id })] as CertificateContent['scopes']
  const keys = keysFor(workspace, identity, scopes) ?? refuse('invitation-beyond-scope', { employee: person.name })
  const now = clock.now()
  const chain = currentChain(db, identity)
  const invitation = newInvitation({
    genesis: identity.genesis,
    rootKey: identity.rootKey,
    issuer: { key: identity.deviceKey.signing, chain },
    controlKey: identity.controlKey,
    ...keys,
    employee: { id: person.id.toString('hex'), name: person.name },
    role: person.role,
    unit: person.unit?.toString('hex') ?? null,
    scopes,
    now,
    expires: now + LASTS_MS,
    inviter: chain,
  })
  return { invitation, name: person.name, role: person.role }
}

/**
 * The keys of the present epoch that somebody with these scopes begins with; null when he would read more than we do.
 *
 * Edge    keys that we do not hold ourselves, e.g. of a person who is new, are granted to him by head office.
 */
function keysFor(
  { db }: Workspace,
  identity: Identity,
  scopes: CertificateContent['scopes'],
): { readonly epoch: number; readonly secret: Buffer | null; readonly keys: ReadonlyMap<Scope, Buffer> } | null {
  const { keyring, epoch } = openKeys(db, identity)
  if (!identity.certified.isAdmin) return null
  if (holdsAll(scopes)) {
    const secret = holdsAll(identity.certified.scopes) ? keyring.secretOf(epoch) : null
    return secret && { epoch, secret, keys: new Map() }
  }
  const organisation = new OrgScopes(db)
  if (!scopes.every((scope) => organisation.allows(identity.certified.scopes, scope as Scope))) return null
  const keys = new Map<Scope, Buffer>()
  for (const scope of organisation.expand(scopes as readonly Scope[])) {
    const key = keyring.keyOf(scope, epoch)
    if (key) keys.set(scope, key)
  }
  return keys.has('firm') ? { epoch, secret: null, keys } : null
}
