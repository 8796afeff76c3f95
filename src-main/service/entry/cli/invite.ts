import { setTimeout as sleep } from 'node:timers/promises'
import { invitePerson } from '../../features/workspace/invite-person.ts'
import { requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { LAN_PORT } from '../../sync/lan/lan-address.ts'
import { LanPresence } from '../../sync/lan/lan-presence.ts'
import { ownAddresses } from '../../sync/lan/own-addresses.ts'
import type { PairingOutcome } from '../../sync/lan/pairing-host.ts'
import { listenAddress, writeAddress } from './address.ts'
import { type Command, parse, required, UsageError } from './command.ts'
import { inviteeId } from './invitee.ts'
import { listenOrRefuse } from './listen-or-refuse.ts'
import { toldToStop } from './told-to-stop.ts'
import { openForCommand } from './workspace-key.ts'

const LOOK_MS = 200
/** The answer with the invitation is on its way to the other computer for so long. */
const ANSWER_MS = 2_000
const MOST_MINUTES = 10

/** `invite`: shows a code with which one person joins over the network, and waits for him. Exit 1 when nobody came. */
export const invite: Command = {
  usage: 'invite DIR --employee NAME [--role ROLE] [--unit PATH] [--listen [HOST:]PORT] [--minutes 10] [--json]',
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      {
        employee: { type: 'string' },
        role: { type: 'string' },
        unit: { type: 'string' },
        listen: { type: 'string', default: String(LAN_PORT) },
        minutes: { type: 'string', default: String(MOST_MINUTES) },
        json: { type: 'boolean', default: false },
      },
      { min: 1, max: 1 },
    )
    const { host, port } = listenAddress(values.listen)
    const minutes = minutesOf(values.minutes)
    const employee = required('employee', values.employee)
    const workspace = openForCommand(positionals[0] ?? '')
    const stop = toldToStop()
    try {
      const identity = requireIdentity(workspace)
      const { invitation, name, role } = invitePerson(workspace, inviteeId(workspace, { name: employee, role: values.role, unitPath: values.unit }))
      const lan = new LanPresence({
        device: identity.deviceKey,
        firm: identity.firmTag.toString('hex'),
        exchange: null,
        isRevoked: () => false,
        clock: workspace.clock,
        ...(host === undefined ? {} : { host }),
      })
      try {
        const taken = await listenOrRefuse(lan, host, port)
        const { code, expiresAt } = lan.pairing.open(JSON.stringify(invitation), { name, role }, minutes * 60_000)
        const addresses = host === undefined ? ownAddresses(taken) : [writeAddress(host, taken)]
        if (values.json) io.json({ code, employee: name, role, addresses, expiresAt })
        else io.result(io.say('cli.invite.code', { employee: name, code, address: addresses.join(', ') || String(taken), minutes }))
        const outcome = await outcomeOf(lan, stop.signal)
        io.note(io.say(`cli.invite.${outcome}`, { employee: name }))
        if (outcome === 'used') await sleep(ANSWER_MS)
        return outcome === 'used' ? 0 : 1
      } finally {
        await lan.close()
      }
    } finally {
      stop.release()
      workspace.close()
    }
  },
}

function minutesOf(text: string): number {
  const minutes = Number(text)
  if (!(minutes > 0 && minutes <= MOST_MINUTES)) throw new UsageError(`--minutes: 1-${String(MOST_MINUTES)}`)
  return minutes
}

async function outcomeOf({ pairing }: LanPresence, signal: AbortSignal): Promise<Exclude<PairingOutcome, 'open'>> {
  for (;;) {
    const outcome = pairing.state?.outcome ?? 'closed'
    if (outcome !== 'open') return outcome
    if (signal.aborted) return 'closed'
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined)
  }
}
