import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { RouterClient } from '@orpc/server'
import { portMessageType } from '#shared/contract/shell.contract.ts'
import type { ProbeRouter } from './probe-service.ts'

type Client = RouterClient<ProbeRouter>

/** What tests call through `page.evaluate`. */
export interface Probe {
  readonly violations: string[]
  readonly phases: string[]
  readonly client: () => Promise<Client>
  /** Kept for the test of a call in flight. */
  pending: Promise<string> | null
}

declare global {
  interface Window {
    readonly probe: Probe
  }
}

const violations: string[] = []
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective))

const phases: string[] = []
let port: MessagePort | null = null
let client: Promise<Client> | null = null

function connect(): Promise<Client> {
  const nonce = crypto.randomUUID()
  const connected = new Promise<Client>((resolve) => {
    window.addEventListener('message', function take(event: MessageEvent<{ type?: string; nonce?: string }>) {
      if (event.source !== window || event.origin !== window.origin || event.data.type !== portMessageType || event.data.nonce !== nonce) return
      window.removeEventListener('message', take)
      port = event.ports[0] ?? null
      if (port === null) return
      resolve(createORPCClient(new RPCLink({ port })))
      port.start()
    })
  })
  window.tributary.connect(nonce)
  return connected
}

window.tributary.onServiceState((state) => {
  phases.push(state.phase)
  document.querySelector('#state')!.textContent = state.phase
  if (state.phase === 'ready') return
  port?.dispatchEvent(new Event('close'))
  client = null
})

Object.defineProperty(window, 'probe', {
  value: { violations, phases, client: () => (client ??= connect()), pending: null } satisfies Probe,
})
