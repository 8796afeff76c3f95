import type { FoundPeer, LanStatus } from '#shared/contract/sync-ways.contract.ts'
import type { WorkspaceContext } from '../../context.ts'
import { api } from '../../procedure.ts'
import { refuse } from '../../refusal.ts'
import { findDevice } from '../../sync/chain/devices.ts'
import { listenPort, noteListenPort } from '../../sync/exchange/local-notes.ts'
import { listWays } from '../../sync/exchange/stored-ways.ts'
import type { FoundCopy } from '../../sync/lan/discovery.ts'
import { readLanAddress, writeLanAddress } from '../../sync/lan/lan-address.ts'
import { ownAddresses } from '../../sync/lan/own-addresses.ts'

export const lanHandlers = {
  status: api.syncLan.status.handler(({ context: { db, lan } }): LanStatus => {
    const isWanted = listenPort(db) !== null
    if (!lan) return { isWanted, port: null, addresses: [], discovery: 'off', peers: [] }
    const { port, discovery, copies } = lan.state
    return { isWanted, port, addresses: port === null ? [] : ownAddresses(port), discovery, peers: copies.flatMap((copy) => toPeer(db, copy) ?? []) }
  }),
  look: api.syncLan.look.handler(({ context: { lan } }) => lan?.look()),
  listen: api.syncLan.listen.handler(async ({ input: { port }, context }) => {
    const { lan, workspace, db, asWriter } = context
    if (!lan) return refuse('no-identity', { path: workspace.directory })
    const isElsewhere = lan.state.port !== null && lan.state.port !== port
    if (isElsewhere) await lan.silence()
    await lan.listen([port])
    await asWriter(() => noteListenPort(db, port))
  }),
  silence: api.syncLan.silence.handler(async ({ context: { lan, db, asWriter } }) => {
    await asWriter(() => noteListenPort(db, null))
    await lan?.silence()
  }),
}

function toPeer(db: WorkspaceContext['db'], { device, addresses }: FoundCopy): FoundPeer | undefined {
  const [address] = addresses
  if (!address) return undefined
  const employee = findDevice(db, Buffer.from(device, 'hex'))?.employee
  const person = employee ? db.prepare<[Buffer], string>('SELECT name FROM employee WHERE id = ?').pluck().get(employee) : undefined
  const known = new Set(listWays(db).flatMap((way) => (way.kind === 'lan' ? canonical(way.address) : [])))
  const shown = addresses.map(writeLanAddress)
  return { device, person: person ?? null, address: writeLanAddress(address), isSetUp: shown.some((text) => known.has(text)) }
}

/** An address as it is written when nothing is left out. */
function canonical(address: string): string {
  const read = readLanAddress(address)
  return read.ok ? writeLanAddress(read.value) : address
}
