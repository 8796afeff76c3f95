import type { WayTest } from '#shared/contract/sync-ways.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuse } from '../../refusal.ts'
import { requireIdentity, wayContext } from '../../sync/exchange/exchange-over.ts'
import { openWay, type WayPlan } from '../../sync/ways/open-way.ts'
import { WayProblem } from '../../sync/ways/way.ts'

const PATIENCE_MS = 20_000

/**
 * Looks what lies on a way; nothing is exchanged.
 *
 * Errors  refused: `way-<kind of problem>`, `way-unreachable` also when it does not answer in time.
 */
export async function testWay(workspace: Workspace, plan: WayPlan, signal: AbortSignal | undefined): Promise<WayTest> {
  const way = openWay(plan, wayContext(workspace, requireIdentity(workspace)))
  const patience = AbortSignal.timeout(PATIENCE_MS)
  try {
    const chains = await way.list(signal ? AbortSignal.any([signal, patience]) : patience)
    return {
      copies: new Set(chains.map(({ site }) => site)).size,
      bundles: chains.reduce((sum, { from, to }) => sum + to - from + 1, 0),
      offsetMs: way.offsetMs,
    }
  } catch (cause) {
    if (cause instanceof WayProblem) return refuse(`way-${cause.kind}`, { way: cause.way })
    if (patience.aborted && signal?.aborted !== true) return refuse('way-unreachable', { way: way.name })
    throw cause
  } finally {
    await way.close()
  }
}
