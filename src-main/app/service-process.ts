import { fork } from 'node:child_process'
import { utilityProcess, type MessagePortMain } from 'electron'
import { HostReply, type HostRequest } from '#service/entry/host-protocol.ts'

/** A running data service, whichever way it was started. */
export interface ServiceProcess {
  readonly send: (request: HostRequest) => void
  /** Hands the port of one window over. */
  readonly connect: (port: MessagePortMain) => void
  readonly kill: () => void
}

export interface ServiceEvents {
  readonly onReply: (reply: HostReply) => void
  /** Called once, when the process is gone. */
  readonly onExit: (code: number | null) => void
}

export type LaunchService = (events: ServiceEvents) => ServiceProcess

/** The product's launcher: an Electron utility process, which gets the port itself; main is out of the data path. */
export function utilityLauncher(file: string): LaunchService {
  return ({ onReply, onExit }) => {
    const child = utilityProcess.fork(file, [], { serviceName: 'Tributary data service', stdio: 'inherit' })
    let nextId = 0
    child.on('message', (message: unknown) => onReply(HostReply.parse(message)))
    child.once('exit', (code) => onExit(code))
    return {
      send: (request) => child.postMessage(request),
      connect: (port) => child.postMessage({ type: 'connect', id: nextId++ } satisfies HostRequest, [port]),
      kill: () => void child.kill(),
    }
  }
}

/**
 * The launcher of development and tests where the runtime's own Node is too old for the database driver: a plain Node child. It cannot
 * be given a port, so main relays each message.
 */
export function forkLauncher(file: string, node: string): LaunchService {
  return ({ onReply, onExit }) => {
    const child = fork(file, [], { execPath: node, execArgv: [], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const ports = new Map<number, MessagePortMain>()
    let nextId = 0

    const send = (request: HostRequest): void => {
      // A child that just died is reported by its exit; what is sent meanwhile is lost like everything in flight.
      if (child.connected) child.send(request, () => undefined)
    }
    child.on('message', (message) => {
      const reply = HostReply.parse(message)
      if (reply.type === 'relay') ports.get(reply.id)?.postMessage(reply.data)
      else onReply(reply)
    })
    let gone = false
    const end = (code: number | null): void => {
      if (gone) return
      gone = true
      for (const port of ports.values()) port.close()
      ports.clear()
      onExit(code)
    }
    child.once('exit', end)
    child.once('error', () => end(null))

    return {
      send,
      connect: (port) => {
        const id = nextId++
        ports.set(id, port)
        send({ type: 'connect', id })
        port.on('message', (event) => send({ type: 'relay', id, data: event.data }))
        port.on('close', () => {
          ports.delete(id)
          send({ type: 'disconnect', id })
        })
        port.start()
      },
      kill: () => void child.kill('SIGKILL'),
    }
  }
}
