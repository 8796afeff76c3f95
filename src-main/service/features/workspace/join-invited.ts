import type { Workspace, WorkspacePorts } from '../../db/workspace.ts'
import { refuse } from '../../refusal.ts'
import { joinIdentity } from '../../sync/identity/found-identity.ts'
import type { InvitationProblem } from '../../sync/identity/invitation.ts'
import { parseJoinText } from './join-file.ts'
import { learnInviter } from './learn-inviter.ts'
import { makeWorkspace, type Place } from './make-workspace.ts'

/**
 * Makes the workspace of the one person whom an invitation was made for: name, role and unit come with it.
 *
 * Shape   `text` as it was handed over in pairing.
 * Errors  `invitation-unusable` for anything that is no invitation for one person, or one that does not hold; `directory-not-empty`; nothing is left behind.
 */
export function joinInvited(place: Pick<Place, 'directory' | 'newKey'>, text: string, ports: WorkspacePorts = {}): Workspace {
  const { genesis, invitation } = parseJoinText(text) ?? refuse('invitation-unusable', { detail: 'form' })
  if (!invitation?.employee || invitation.role === null) return refuse('invitation-unusable', { detail: 'person' })
  const { employee, role, unit } = invitation
  return makeWorkspace(
    {
      ...place,
      employee: employee.name,
      employeeId: Buffer.from(employee.id, 'hex'),
      role,
      ...(unit === null ? {} : { unitId: Buffer.from(unit, 'hex') }),
    },
    {
      genesis,
      identify(joining) {
        const joined = joinIdentity(invitation, joining, ports.random)
        return joined.ok ? joined.value : refuse('invitation-unusable', { detail: detailOf(joined.error) })
      },
      complete(workspace) {
        workspace.write({ kind: 'workspace.founded', detail: { employee: employee.name } }, () => undefined)
        learnInviter(workspace, invitation)
      },
    },
    ports,
  )
}

function detailOf(problem: InvitationProblem): string {
  return problem.kind === 'damaged' ? problem.detail : problem.kind
}
