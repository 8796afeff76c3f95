import { idBytes } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuse } from '../../refusal.ts'
import { listDevices } from '../../sync/chain/devices.ts'
import { OrgScopes } from '../../sync/chain/org-scopes.ts'
import type { ExchangeCopy, LocalChain } from '../../sync/exchange/exchange.ts'
import { requireIdentity, wayContext } from '../../sync/exchange/exchange-over.ts'
import { writePackage } from '../../sync/exchange/write-package.ts'
import { isScope } from '../../sync/identity/scope.ts'

export interface PackageToWrite {
  readonly file: string
  /** For whom it is; null = for everybody, everything that is kept here. */
  readonly employeeId: string | null
}

/**
 * Writes what is kept here into a package file, wholly or not at all. What the file held before stays in it.
 *
 * Shape   how many bundles were put.
 * Errors  refuses with `employee-without-device` for somebody who has not joined, `way-<kind of problem>`; an abort leaves no file.
 */
export async function exportPackage(
  workspace: Workspace,
  copy: ExchangeCopy,
  { file, employeeId }: PackageToWrite,
  signal: AbortSignal,
  progress: (step: string, done: number, total: number | null) => void,
): Promise<number> {
  const identity = requireIdentity(workspace)
  const mayHave = readerOf(workspace, employeeId)
  await copy.seal()
  const chains = (await copy.chains()).filter(({ from, scope }) => from > 0 && mayHave(scope))
  const content = { chains, bundle: (chain: LocalChain, n: number) => copy.bundle(chain, n) }
  return writePackage(file, wayContext(workspace, identity), content, signal, (done, total) => progress('send', done, total))
}

/** Tells which scopes somebody's devices may read. */
function readerOf({ db }: Workspace, employeeId: string | null): (scope: string) => boolean {
  const id = idBytes(employeeId ?? undefined)
  if (!id) return () => true
  const devices = listDevices(db).filter(({ employee, revokedAt }) => revokedAt === null && employee?.equals(id) === true)
  if (devices.length === 0) return refuse('employee-without-device')
  const organisation = new OrgScopes(db)
  return (scope) => isScope(scope) && devices.some((device) => organisation.allows(device.scopes, scope))
}
