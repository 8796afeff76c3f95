import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'

/** The thread that reads ahead, but it ends at its third message: in the middle of the first source that it took. A file `begun` tells that it has taken it. */
const { port, paths } = workerData as {
  readonly port: { postMessage: (message: unknown, transfer?: readonly ArrayBuffer[]) => void }
  readonly paths: readonly string[]
}
const post = port.postMessage.bind(port)
let messages = 0
port.postMessage = (message, transfer) => {
  messages++
  if (messages > 2) throw new Error('a reader that ends in the middle')
  post(message, transfer)
  if (messages === 1) writeFileSync(join(paths[0] ?? '', 'begun'), '')
}
await import('#service/sync/source/read-ahead-thread.ts')
