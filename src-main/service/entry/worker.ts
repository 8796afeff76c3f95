import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { joinOpenWorkspace, type Workspace } from '../db/workspace.ts'
import { toWire } from '../jobs/error-wire.ts'
import { Cancelled, type TaskReport } from '../jobs/task.ts'
import type { TaskReply, TaskRequest } from '../jobs/task-runner.ts'
import { freeTasks, tasks } from './tasks.ts'

/** A worker thread of the service: runs one task after the other, on its own connection to the open workspace if there is one. */

const { directory, key } = z.object({ directory: z.string().nullable(), key: z.instanceof(Uint8Array).nullable() }).parse(workerData)
let workspace: Workspace | undefined

function post(reply: TaskReply): void {
  parentPort?.postMessage(reply)
}

function openOnce(): Workspace {
  if (directory === null) throw new Error('worker: a task over a workspace, and none is open')
  return (workspace ??= joinOpenWorkspace(directory, { key }))
}

async function serve({ call, name, input, cancel }: TaskRequest): Promise<void> {
  const flag = new Int32Array(cancel)
  const report: TaskReport = {
    progress: (step, done, total) => post({ call, type: 'progress', step, done, total }),
    throwIfCancelled() {
      if (Atomics.load(flag, 0) === 1) throw new Cancelled()
    },
  }
  try {
    const result = name === 'demo' ? freeTasks[name](input, report) : tasks[name](openOnce(), input, report)
    post({ call, type: 'done', result: await result })
  } catch (cause) {
    post({ call, type: 'failed', error: toWire(cause) })
  }
}

let queue: Promise<void> = Promise.resolve()
parentPort?.on('message', (request: TaskRequest) => {
  queue = queue.then(() => serve(request))
})
post({ call: 0, type: 'ready' })
