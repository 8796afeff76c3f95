import type { Workspace } from '../../db/workspace.ts'
import { refuse } from '../../refusal.ts'
import { currentChain } from '../chain/due-statements.ts'
import { findDevice, listDevices } from '../chain/devices.ts'
import { notePublished, publishedUpTo } from '../chain/local-chains.ts'
import { holdsAll } from '../identity/certificate.ts'
import { deviceOf } from '../identity/device-key.ts'
import type { Identity } from '../identity/identity.ts'
import { tlsCertificateOf } from '../identity/tls-certificate.ts'
import type { RelayWay } from '../relay/relay-way.ts'
import { openWay, type WayContext, type WayPlan } from '../ways/open-way.ts'
import type { Way } from '../ways/way.ts'
import { exchange, type ExchangeCopy, type ExchangeReport, type ExchangeResult } from './exchange.ts'

export interface ExchangeOverResult {
  readonly result: ExchangeResult
  /** By how many ms our clock is behind that of the other side; null where there is nobody to ask. */
  readonly offsetMs: number | null
}

export interface ExchangeOverOptions {
  /** Where sealing and merging happen. */
  readonly copy: ExchangeCopy
  readonly signal: AbortSignal
  readonly report: ExchangeReport
}

/**
 * Exchanges bundles of a workspace over a way, and calls `then` with the way still open, e.g. to wait for news: true exchanges once more.
 *
 * Edge    a way that asks who we are is asked once; a package is closed before, since that is what makes the file.
 * Errors  refuses with `no-identity`; `WayProblem`; an abort rejects with the signal's reason.
 */
export async function exchangeOver(
  workspace: Workspace,
  plan: WayPlan,
  options: ExchangeOverOptions,
  then: (way: Way, outcome: ExchangeOverResult) => Promise<boolean> = () => Promise.resolve(false),
): Promise<ExchangeOverResult> {
  const identity = requireIdentity(workspace)
  for (;;) {
    const way = openWay(plan, wayContext(workspace, identity))
    try {
      for (let isKept = true; isKept; isKept = plan.kind !== 'package') {
        const outcome = await exchangeOnce(workspace, identity, way, options)
        // under a new name the way is another one
        if (outcome.result.renewed) break
        if (plan.kind === 'package') await way.close()
        if (!(await then(way, outcome))) return outcome
      }
    } finally {
      await way.close()
    }
  }
}

async function exchangeOnce(workspace: Workspace, identity: Identity, way: Way, { copy, signal, report }: ExchangeOverOptions): Promise<ExchangeOverResult> {
  const result = await exchange(copy, way, signal, report)
  if (!result.renewed && isRelay(way)) await tellRevoked(workspace, identity, way, signal)
  return { result, offsetMs: way.offsetMs }
}

function isRelay(way: Way | RelayWay): way is RelayWay {
  return 'revoke' in way
}

/** A relay cannot read who was revoked: an admin of everything tells it, once. */
async function tellRevoked({ db }: Workspace, { certified }: Identity, way: RelayWay, signal: AbortSignal): Promise<void> {
  if (!certified.isAdmin || !holdsAll(certified.scopes)) return
  for (const { device, revokedAt } of listDevices(db)) {
    const name = device.toString('hex')
    if (revokedAt === null || publishedUpTo(db, way.name, `revoke-${name}`) > 0) continue
    await way.revoke(name, signal)
    notePublished(db, way.name, `revoke-${name}`, 1)
  }
}

/** Gives who a copy is. Errors: `no-identity` for one that was made before copies had keys. */
export function requireIdentity({ identity, directory }: Pick<Workspace, 'identity' | 'directory'>): Identity {
  return identity ?? refuse('no-identity', { path: directory })
}

/** Who we are to the ways that ask. */
export function wayContext({ db, site, clock }: Pick<Workspace, 'db' | 'site' | 'clock'>, identity: Identity): WayContext {
  return {
    firm: identity.firmTag.toString('hex'),
    writer: Buffer.from(site).toString('hex'),
    relay: {
      identity: { rootKey: identity.rootKey, signing: identity.deviceKey.signing, chain: () => currentChain(db, identity) },
      clock,
      chainOf: (device) => findDevice(db, Buffer.from(device, 'hex'))?.chain ?? null,
    },
    lan: {
      tls: tlsCertificateOf(identity.deviceKey, clock.now()),
      isExpected(publicKey) {
        const device = findDevice(db, deviceOf(publicKey))
        return device !== null && device.revokedAt === null
      },
    },
  }
}
