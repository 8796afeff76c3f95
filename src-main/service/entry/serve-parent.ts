import { ORPCError, type AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { Logger } from '../ports/logger.ts'
import { Refused } from '../refusal.ts'
import type { OpenProblem } from './host-protocol.ts'
import type { KeyAnswer } from './parent-key-store.ts'
import type { Parent } from './parent.ts'

/** What the process serves: one router over one workspace, or over none. */
export interface ServedService {
  readonly router: AnyRouter
  readonly context: object
  close(): Promise<void>
}

export type OpenService = (workspaceDir: string | null) => ServedService | Promise<ServedService>

/** Calls that still run get this long before the workspace is closed under them; the shell kills the process after 5 s. */
const drainMs = 3_000

/**
 * Serves a data service to the shell until the shell says `shutdown`.
 *
 * Shape   `onKey` hears what the shell's store of secrets answered.
 * Edge    a workspace that cannot be opened does not end the process: it serves without one and says why in `ready`, so that the
 *         window can offer another or a backup.
 */
export function serveParent(parent: Parent, open: OpenService, logger: Logger, exit: (code: number) => void, onKey?: (answer: KeyAnswer) => void): void {
  const activity = trackCalls()
  let serving: Promise<{ service: ServedService; handler: RPCHandler<object> }> | null = null

  const openWorkspace = async (dir: string | null) => {
    const { service, problem } = await openOrServeWithout(open, dir, logger)
    const handler = new RPCHandler<object>(service.router, { interceptors: [activity.intercept] })
    parent.send({ type: 'ready', problem })
    return { service, handler }
  }
  const fail = (error: unknown): void => {
    logger.error('service.failed', error)
    exit(1)
  }

  parent.listen((request, port) => {
    switch (request.type) {
      case 'open':
        serving = openWorkspace(request.dir)
        serving.catch(fail)
        return
      case 'connect': {
        if (port === null || serving === null) throw new Error('data service: connect came without a port or before open')
        // Started only when upgraded, so that nothing sent meanwhile is lost.
        serving.then(({ service, handler }) => {
          handler.upgrade(port, { context: service.context })
          port.start()
        }, fail)
        return
      }
      case 'key':
        return onKey?.(request)
      case 'shutdown':
        shutDown(serving, activity, parent).then(() => exit(0), fail)
        return
      case 'relay':
      case 'disconnect':
        throw new Error(`data service: "${request.type}" is for the parent adapter`)
      default:
        request satisfies never
    }
  })
}

async function openOrServeWithout(open: OpenService, dir: string | null, logger: Logger): Promise<{ service: ServedService; problem: OpenProblem | null }> {
  try {
    return { service: await open(dir), problem: null }
  } catch (error) {
    if (dir === null) throw error
    logger.error('workspace.open-failed', error)
    return { service: await open(null), problem: problemOf(error) }
  }
}

/** The kind that the error itself names, for the message `errors.<kind>`; anything else is a fault of ours and reads as such. */
function problemOf(error: unknown): OpenProblem {
  const first = error instanceof Refused ? error.problems[0] : undefined
  return first === undefined ? { kind: 'workspace-unreadable', values: {} } : { kind: first.kind, values: first.values }
}

interface Activity {
  readonly intercept: <Result>(options: { next: () => Promise<Result> }) => Promise<Result>
  /** Refuses new calls and resolves when none runs any more, or after `limitMs`. */
  readonly drain: (limitMs: number) => Promise<void>
}

function trackCalls(): Activity {
  let running = 0
  let closing = false
  let onIdle: () => void = () => undefined
  return {
    intercept: async ({ next }) => {
      if (closing) throw new ORPCError('SERVICE_UNAVAILABLE')
      running++
      try {
        return await next()
      } finally {
        running--
        if (running === 0) onIdle()
      }
    },
    drain: (limitMs) => {
      closing = true
      if (running === 0) return Promise.resolve()
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, limitMs)
        onIdle = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    },
  }
}

async function shutDown(serving: Promise<{ service: ServedService }> | null, activity: Activity, parent: Parent): Promise<void> {
  await activity.drain(drainMs)
  if (serving !== null) await (await serving).service.close()
  parent.send({ type: 'closed' })
  // process.exit in a utility process is immediate; the message needs a turn of the loop to get out.
  await new Promise((resolve) => setTimeout(resolve, 20))
}
