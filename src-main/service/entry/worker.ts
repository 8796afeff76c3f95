import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { joinOpenWorkspace, type Workspace } from '../db/workspace.ts'
import { toWire } from '../jobs/error-wire.ts'
import { Cancelled, type TaskReport } from '../jobs/task.ts'
import type { TaskReply, TaskRequest } from '../jobs/task-runner.ts'
import { tasks } from './tasks.ts'

/** A worker thread of the service: runs one task after the other on its own connection to the open workspace. */

const { directory } = z.object({ directory: z.string() }).parse(workerData)
let workspace: Workspace | undefined

function post(reply: TaskReply): void {
  parentPort?.postMessage(reply)
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
    workspace ??= joinOpenWorkspace(directory)
    report.throwIfCancelled()
    const run = tasks[name]
    if (!run) throw new Error(`worker: no task ${name}`)
    post({ call, type: 'done', result: await run(workspace, input, report) })
  } catch (cause) {
    post({ call, type: 'failed', error: toWire(cause) })
  }
}

let queue: Promise<void> = Promise.resolve()
parentPort?.on('message', (request: TaskRequest) => {
  queue = queue.then(() => serve(request))
})
