import type { Pairing } from '#shared/contract/sync-join.contract.ts'
import { Role } from '#shared/contract/workspace.contract.ts'
import { newWorkspaceKey } from '../../keys/workspace-key.ts'
import { api, openApi } from '../../procedure.ts'
import { refuse } from '../../refusal.ts'
import { fetchInvitation } from '../../sync/lan/join-by-code.ts'
import { LAN_PORT } from '../../sync/lan/lan-address.ts'
import type { LanPresence } from '../../sync/lan/lan-presence.ts'
import { ownAddresses } from '../../sync/lan/own-addresses.ts'
import { invitePerson } from './invite-person.ts'
import { joinInvited } from './join-invited.ts'
import { requireFree } from './make-workspace.ts'
import { workspaceStatus } from './status.ts'

export const pairingHandlers = {
  pairing: api.syncJoin.pairing.handler(({ context: { lan } }) => lan && pairingOf(lan)),
  openPairing: api.syncJoin.openPairing.handler(async ({ input, context: { workspace, lan } }) => {
    const { invitation, name, role } = invitePerson(workspace, input.employeeId)
    if (!lan) return refuse('copy-without-keys')
    await lan.listen([LAN_PORT, 0])
    lan.pairing.open(JSON.stringify(invitation), { name, role })
    return pairingOf(lan) ?? refuse('lan-port-taken', { port: LAN_PORT })
  }),
  closePairing: api.syncJoin.closePairing.handler(({ context: { lan } }) => lan?.pairing.close()),
  joinByCode: openApi.syncJoin.joinByCode.handler(async ({ input: { code, address, directory, encrypt }, context, signal }) => {
    // before the code is used up
    requireFree(directory)
    const invitation = await fetchInvitation({ code, address }, signal ?? new AbortController().signal)
    const newKey = encrypt ? await newWorkspaceKey(context.keyStore) : undefined
    const workspace = joinInvited({ directory, newKey }, invitation)
    await context.session.replace(workspace)
    return workspaceStatus(workspace)
  }),
}

function pairingOf({ pairing, state: { port } }: LanPresence): Pairing | null {
  const { state } = pairing
  if (!state?.person) return null
  const { code, expiresAt, triesLeft, outcome, person } = state
  const addresses = port === null ? [] : ownAddresses(port)
  return { code, expiresAt, triesLeft, outcome, name: person.name, role: Role.parse(person.role), addresses }
}
