import type { Workspace } from '../../db/workspace.ts'
import { learnDevice } from '../../sync/chain/devices.ts'
import { verifyChain } from '../../sync/identity/certificate.ts'
import type { Invitation } from '../../sync/identity/invitation.ts'

/** Makes the device that invited known to the copy that joined, so that they trust each other in the local network before anything was exchanged. */
export function learnInviter({ db }: Workspace, { inviter, rootKey }: Invitation): void {
  if (inviter === null) return
  const certified = verifyChain(inviter, { rootKey: Buffer.from(rootKey, 'hex'), at: null, takesIn: () => true })
  if (certified.ok) learnDevice(db, inviter, certified.value)
}
