import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import { MessageChannel } from 'node:worker_threads'
import { afterEach } from 'vitest'
import type { Contract } from '#shared/contract/index.ts'
import type { ServiceContext } from '#service/context.ts'
import { createService } from '#service/entry/create-service.ts'

export type Client = ContractRouterClient<Contract>

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A service with its threads, called over a real MessagePort as the window does; closed after the test, or before by `close`. */
export async function connectService(workspaceDir: string | null): Promise<{ readonly client: Client; readonly cut: () => void; readonly close: () => Promise<void> }> {
  const service = await createService({ workspaceDir, workerFile: new URL('../../src-main/service/entry/worker.ts', import.meta.url) })
  const { port1, port2 } = new MessageChannel()
  const handler = new RPCHandler<ServiceContext>(service.router)
  handler.upgrade(port1, { context: service.context })
  port1.start()
  port2.start()
  const close = async (): Promise<void> => {
    port2.close()
    await service.close()
  }
  closers.push(close)
  return { client: createORPCClient(new RPCLink({ port: port2 })), cut: () => port1.close(), close }
}
