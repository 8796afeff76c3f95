import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { TaskRunner } from '#service/jobs/task-runner.ts'
import { quietReport } from '#service/jobs/task.ts'
import { WriterQueue } from '#service/jobs/writer-queue.ts'
import { receiveBundles } from '#service/sync/chain/receive-bundles.ts'
import { CopyInThread } from '#service/sync/exchange/copy-in-thread.ts'
import { checkMerged, closeCopy, openCopy, withCopy } from './receiver.ts'
import { splitBundles, type SyncWorkload } from './sync-workload.ts'

/** One receipt of the bundles of a workload, in a process of its own, so that its memory can be told. The request is an argument, the answer JSON. */

export interface ReceiveRequest extends Pick<SyncWorkload, 'target' | 'bundles'> {
  /** Where the copy that receives is put, and removed. */
  readonly directory: string
  /** `memory` at once, as the command line does; `window` step by step in a thread, while somebody writes. */
  readonly as: 'memory' | 'window'
}

export interface Received {
  /** Bytes by which the process grew at its peak. */
  readonly growth: number
  /** Ms that each write took meanwhile. */
  readonly writes: readonly number[]
}

const { target, bundles: file, directory, as } = JSON.parse(process.argv[2] ?? '') as ReceiveRequest
const bundles = splitBundles(readFileSync(file))
const received = as === 'window' ? await receiveInWindow() : { growth: measureGrowth(), writes: [] }
process.stdout.write(JSON.stringify(received satisfies Received))

function measureGrowth(): number {
  return withCopy(target, directory, {}, (workspace, identity) => {
    globalThis.gc?.()
    const before = process.memoryUsage.rss()
    checkMerged(receiveBundles(workspace, identity, bundles, quietReport), bundles)
    return process.resourceUsage().maxRSS * 1024 - before
  })
}

async function receiveInWindow(): Promise<Received> {
  const { workspace, identity } = openCopy(target, directory, {})
  const writers = new WriterQueue()
  const tasks = new TaskRunner({ workerFile: join(import.meta.dirname, '../../src-main/service/entry/worker.ts'), directory, key: null, writers })
  const asWriter = <T>(work: () => T): Promise<T> => writers.run(work)
  const copy = new CopyInThread({
    workspace, identity, tasks, asWriter, way: 'bench', signal: new AbortController().signal, onBegin: () => undefined, onMerged: () => undefined, onRenewed: () => undefined,
  })
  // the thread has started and knows its code, as in a window that has been open for a while
  await copy.seal()
  const writes: number[] = []
  let isDone = false
  const writing = (async () => {
    for (let n = 0; !isDone; n++) {
      const start = performance.now()
      await asWriter(() => workspace.write({ kind: 'bench' }, (records) => records.insert('product', { code: `B${String(n)}`, name: 'bench', unit: 'x', price_minor: n, is_active: 1 })))
      writes.push(performance.now() - start)
      await setTimeout(10)
    }
  })()
  checkMerged(await copy.receive(bundles), bundles)
  isDone = true
  await writing
  await tasks.close()
  closeCopy(workspace, directory)
  return { growth: 0, writes }
}
