import { dateOfInstant } from '#shared/kernel/plain-date.ts'
import { join } from 'node:path'
import type { Workspace, WorkspacePorts } from '../../db/workspace.ts'
import { writePrivateFile } from '../../keys/private-file.ts'
import { systemClock } from '../../ports/clock.ts'
import { randomIds } from '../../ports/ids.ts'
import { systemRandom } from '../../ports/random.ts'
import { refuse } from '../../refusal.ts'
import { foundIdentity, joinIdentity, restoreAdmin } from '../../sync/identity/found-identity.ts'
import type { Identity } from '../../sync/identity/identity.ts'
import type { Invitation, Joining } from '../../sync/identity/invitation.ts'
import { writeChineseCalendar } from './calendar.ts'
import { newGenesis } from './genesis.ts'
import { JOIN_FILE, readJoinFile } from './join-file.ts'
import { learnInviter } from './learn-inviter.ts'
import { makeWorkspace, type Place } from './make-workspace.ts'

/**
 * Founds a firm: makes the first workspace and the keys of the firm, and `firm.join` beside it with which others join.
 *
 * Errors  `directory-not-empty` when a workspace is already there; nothing is left behind when it fails.
 */
export function foundFirm(place: Place & { readonly firm: string; readonly currency: string }, ports: WorkspacePorts = {}): Workspace {
  const now = (ports.clock ?? systemClock).now()
  const firmId = (ports.newId ?? randomIds)(now)
  const genesis = newGenesis(firmId, place.firm, place.currency, now)
  let invitation: Invitation | undefined
  return makeWorkspace(
    place,
    {
      genesis,
      identify(founder) {
        const founded = foundIdentity(founder, genesis, ports.random)
        invitation = founded.invitation
        return founded.identity
      },
      complete(workspace) {
        workspace.write({ kind: 'workspace.founded', detail: { employee: place.employee } }, (records) => writeChineseCalendar(records, firmId))
        writePrivateFile(join(place.directory, JOIN_FILE), `${JSON.stringify(invitation, null, 1)}\n`)
      },
    },
    ports,
  )
}

export interface JoiningPlace extends Place {
  readonly joinFile: string
  /** The seed of the firm's root key, when an admin is to be made of it. */
  readonly rootSeed?: Buffer | undefined
}

/**
 * Makes another workspace of the firm that a join file names.
 *
 * Edge    a join file from before copies had keys makes a copy without keys.
 * Errors  `join-file-unreadable`, `join-file-damaged`, `directory-not-empty`, `invitation-expired`, `invitation-other-employee`, `invitation-other-role`,
 *         `invitation-other-unit`, `root-words-other-firm`; nothing is left behind.
 */
export function joinFirm(place: JoiningPlace, ports: WorkspacePorts = {}): Workspace {
  const { genesis, invitation } = readJoinFile(place.joinFile)
  return makeWorkspace(
    place,
    {
      genesis,
      identify: (joining) => (invitation ? identityFrom(invitation, joining, place, ports) : null),
      complete(workspace) {
        workspace.write({ kind: 'workspace.founded', detail: { employee: place.employee } }, () => undefined)
        if (invitation) learnInviter(workspace, invitation)
      },
    },
    ports,
  )
}

function identityFrom(invitation: Invitation, joining: Joining, { joinFile, rootSeed }: JoiningPlace, { random = systemRandom }: WorkspacePorts): Identity {
  if (rootSeed) {
    const restored = restoreAdmin(invitation, joining, rootSeed, random)
    return restored.ok ? restored.value : refuse('root-words-other-firm', { path: joinFile })
  }
  const joined = joinIdentity(invitation, joining, random)
  if (joined.ok) return joined.value
  switch (joined.error.kind) {
    case 'damaged':
      return refuse('join-file-damaged', { path: joinFile, detail: joined.error.detail })
    case 'expired':
      return refuse('invitation-expired', { path: joinFile, expired: dateOfInstant(invitation.expires), today: dateOfInstant(joining.now) })
    case 'employee':
      return refuse('invitation-other-employee', { path: joinFile, employee: invitation.employee?.name ?? '' })
    case 'role':
      return refuse('invitation-other-role', { path: joinFile })
    case 'unit':
      return refuse('invitation-other-unit', { path: joinFile })
  }
}
