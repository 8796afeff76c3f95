import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import { SYNC_TABLES } from '../../db/registry.ts'
import { toWire } from '../../jobs/error-wire.ts'
import { Cancelled } from '../../jobs/task.ts'
import type { AheadMessage, AheadRequest, KnownBySite } from './read-ahead-messages.ts'
import { BUSY, claim, ENDED, MESSAGES_AHEAD, raise, SENT, STOP, TAKEN } from './read-ahead-signals.ts'
import { BatchWriter, type RecordBatch } from './record-batch.ts'
import { openReading, type SourceHead } from './source-reading.ts'

/** A thread that opens and reads the sources of a merge while another thread merges those before; it never writes to the workspace. */

const { paths, receiver, key, signals, port, known: knownAtStart } = workerData as AheadRequest
/** A batch is sent when it is about so large: large enough to be worth a message, small enough to keep both threads busy. */
const BATCH_BYTES = 200_000

let known = knownAtStart

function newestKnown(): KnownBySite {
  for (let message = receiveMessageOnPort(port); message; message = receiveMessageOnPort(port)) known = message.message as KnownBySite
  return known
}

function stopWhenAsked(): void {
  if (Atomics.load(signals, STOP) === 1) throw new Cancelled()
}

function send(message: AheadMessage, transfer: readonly ArrayBuffer[] = []): void {
  for (let taken = Atomics.load(signals, TAKEN); Atomics.load(signals, SENT) - taken >= MESSAGES_AHEAD; taken = Atomics.load(signals, TAKEN)) {
    stopWhenAsked()
    Atomics.wait(signals, TAKEN, taken, 1_000)
  }
  stopWhenAsked()
  port.postMessage(message, transfer)
  raise(signals, SENT, Atomics.load(signals, SENT) + 1)
}

function buffersOf({ ids, heads, clocks, blobs }: RecordBatch): ArrayBuffer[] {
  return [ids, heads, clocks, blobs].map(({ buffer }) => buffer as ArrayBuffer)
}

function knownIn({ sites }: SourceHead): Float64Array {
  const of = newestKnown()
  const byAlias = new Float64Array(Math.max(0, ...sites.map(({ alias }) => alias)) + 1)
  for (const { alias, site } of sites) byAlias[alias] = of.get(site.toString('latin1')) ?? 0
  return byAlias
}

function readSource(source: number, path: string): void {
  const reading = openReading(path, receiver, key)
  try {
    send({ source, type: 'head', head: reading.head })
    const wanted = { known: knownIn(reading.head), scope: null, holds: () => false }
    const batch = new BatchWriter()
    const flush = (): void => {
      if (batch.size === 0) return
      const taken = batch.take()
      send({ source, type: 'records', batch: taken }, buffersOf(taken))
    }
    for (const table of SYNC_TABLES.filter(({ number }) => (reading.head.sizes.get(number) ?? 0) > 0)) {
      const emit = (record: Parameters<BatchWriter['add']>[0]): void => {
        batch.add(record)
        if (batch.size >= BATCH_BYTES) flush()
      }
      reading.read(table, wanted, emit, stopWhenAsked)
      flush()
      send({ source, type: 'end-of-table' })
    }
  } finally {
    reading.close()
  }
}

function readAll(): void {
  for (const [source, path] of paths.entries()) {
    if (Atomics.load(signals, STOP) === 1) return
    if (!claim(signals, source)) continue
    raise(signals, BUSY, 1)
    try {
      readSource(source, path)
    } catch (cause) {
      if (cause instanceof Cancelled) return
      send({ source, type: 'failed', error: toWire(cause) })
    } finally {
      raise(signals, BUSY, 0)
    }
  }
}

try {
  readAll()
} finally {
  // also after an error that nobody foresaw: the other thread must not wait for more
  Atomics.store(signals, ENDED, 1)
  Atomics.notify(signals, SENT)
  port.close()
}
