import { MessageChannel } from 'node:worker_threads'
import type { MessagePortMainLike } from '@orpc/client/message-port'
import { HostRequest, type HostReply } from './host-protocol.ts'

/** A port as oRPC's handler takes it; Electron's and Node's both fit. */
export interface HandlerPort extends MessagePortMainLike {
  start(): void
  close(): void
}

/** The shell as the service sees it, whichever way the process was started. */
export interface Parent {
  readonly send: (reply: HostReply) => void
  /** Calls back for every valid request; with `connect` comes the port to serve. Ends the process when the shell is gone. */
  readonly listen: (listener: (request: HostRequest, port: HandlerPort | null) => void) => void
}

interface ElectronParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: HandlerPort[] }) => void): void
  postMessage(data: unknown): void
}

/**
 * Gives the shell that started this process: Electron's parent port in a utility process, else the IPC channel of a forked child.
 *
 * Errors  throws when the process was started by neither.
 */
export function findParent(): Parent {
  const parentPort = (process as { readonly parentPort?: ElectronParentPort }).parentPort
  if (parentPort !== undefined) return utilityParent(parentPort)
  if (process.send !== undefined) return forkParent(process.send.bind(process))
  throw new Error('data service: started without a parent; the command line is entry/cli.ts')
}

function utilityParent(parentPort: ElectronParentPort): Parent {
  return {
    send: (reply) => parentPort.postMessage(reply),
    listen: (listener) => parentPort.on('message', ({ data, ports }) => listener(HostRequest.parse(data), ports[0] ?? null)),
  }
}

/** A plain child cannot be given a port, so each connection is a channel of our own whose far end is relayed message by message. */
function forkParent(send: (message: unknown) => boolean): Parent {
  const farEnds = new Map<number, InstanceType<typeof MessageChannel>['port1']>()

  const openChannel = (id: number): HandlerPort => {
    const { port1, port2 } = new MessageChannel()
    port2.on('message', (data: unknown) => send({ type: 'relay', id, data } satisfies HostReply))
    farEnds.set(id, port2)
    return port1
  }
  return {
    send: (reply) => void send(reply),
    listen: (listener) => {
      process.on('message', (message) => {
        const request = HostRequest.parse(message)
        if (request.type === 'relay') return farEnds.get(request.id)?.postMessage(request.data)
        if (request.type === 'disconnect') {
          farEnds.get(request.id)?.close()
          farEnds.delete(request.id)
          return
        }
        listener(request, request.type === 'connect' ? openChannel(request.id) : null)
      })
      // Without its shell nobody can ever call again; the workspace must not stay locked.
      process.on('disconnect', () => listener({ type: 'shutdown' }, null))
    },
  }
}
