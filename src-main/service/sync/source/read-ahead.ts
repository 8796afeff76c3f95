import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Id } from '../../db/schema.ts'
import { fromWire } from '../../jobs/error-wire.ts'
import type { AheadMessage, AheadRequest, KnownBySite } from './read-ahead-messages.ts'
import { BUSY, claim, ENDED, newSignals, raise, SENT, STOP, TAKEN } from './read-ahead-signals.ts'
import { readBatch } from './record-batch.ts'
import type { SourceHead, SourceReading } from './source-reading.ts'

/** The bundle keeps the thread as a file beside the other entries, which may be one folder up from here. */
function threadFile(): string {
  const here = import.meta.dirname
  if (import.meta.filename.endsWith('.ts')) return join(here, 'read-ahead-thread.ts')
  const name = 'read-ahead.cjs'
  return existsSync(join(here, name)) ? join(here, name) : join(dirname(here), name)
}

/** While nothing comes, a cancel is looked for this often; after so long a silence the thread counts as lost, and the source is read here. */
const LOOK_MS = 200
const LOST_MS = 30_000
const CLOSING_MS = 10_000

/** The thread has ended, or is silent for too long, in the middle of a source: what came of it is not all. */
export class ReaderLost extends Error {
  override readonly name = 'ReaderLost'
  constructor() {
    super('read-ahead: the thread that reads has ended or does not answer')
  }
}

/**
 * Reads the sources of a merge in a second thread, while the first one decides and writes.
 *
 * Both take the next source that nobody has taken, so that neither waits for the other to begin. Owns the thread; `close` ends it.
 */
export class ReadAhead {
  readonly #signals: Int32Array<SharedArrayBuffer>
  readonly #port: MessagePort
  readonly #worker: Worker
  #silence = 0
  #isClosed = false

  constructor(paths: readonly string[], receiver: { readonly site: Id; readonly key: Uint8Array | null }, known: KnownBySite, thread = threadFile()) {
    const { port1, port2 } = new MessageChannel()
    this.#signals = newSignals(paths.length)
    this.#port = port1
    const workerData: AheadRequest = { paths, receiver: receiver.site, key: receiver.key, known, signals: this.#signals, port: port2 }
    this.#worker = new Worker(thread, { workerData, transferList: [port2] })
    // errors are not heard while a merge keeps this thread busy: one that cannot start takes no source, and one that ends says so in `signals`
    this.#worker.on('error', () => undefined)
    this.#worker.unref()
  }

  /** Tells the thread what is known by now, so that sources do not bring what others before them brought. */
  know(known: KnownBySite): void {
    this.#port.postMessage(known)
  }

  /**
   * Gives a source that the thread has taken; undefined when it has not, and leaves it alone now, or when the thread is lost.
   *
   * Shape   `source` by its place in the list, each asked for once, ascending. `look` may throw to stop waiting.
   * Errors  those of `openSource`; `ReaderLost` while its records are read.
   */
  take(source: number, look: () => void): SourceReading | undefined {
    if (this.#isClosed || claim(this.#signals, source)) return undefined
    const first = this.#first(source, look)
    if (!first) return undefined
    if (first.type !== 'head') throw new Error(`read-ahead: ${first.type} before the head`)
    return {
      head: withBuffers(first.head),
      read: (table, _, emit, betweenPages) => {
        for (let message = this.#next(source, betweenPages); message.type === 'records'; message = this.#next(source, betweenPages)) {
          readBatch(table, message.batch, emit)
          betweenPages()
        }
      },
      close: () => undefined,
    }
  }

  /** Waits until the thread has closed what it had open, so that no temporary copy stays behind. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    raise(this.#signals, STOP, 1)
    Atomics.notify(this.#signals, TAKEN)
    Atomics.wait(this.#signals, BUSY, 1, CLOSING_MS)
    this.#port.close()
  }

  #first(source: number, look: () => void): Exclude<AheadMessage, { type: 'failed' }> | undefined {
    try {
      return this.#next(source, look)
    } catch (cause) {
      if (cause instanceof ReaderLost) return undefined
      throw cause
    }
  }

  /** The next message about a source; what is left of those before it, which were refused, is dropped. */
  #next(source: number, look: () => void): Exclude<AheadMessage, { type: 'failed' }> {
    for (;;) {
      const hasEnded = Atomics.load(this.#signals, ENDED) === 1
      const sent = Atomics.load(this.#signals, SENT)
      const message = receiveMessageOnPort(this.#port)?.message as AheadMessage | undefined
      if (!message) {
        if (hasEnded) throw new ReaderLost()
        this.#wait(sent, look)
        continue
      }
      this.#silence = 0
      raise(this.#signals, TAKEN, Atomics.load(this.#signals, TAKEN) + 1)
      if (message.source < source) continue
      if (message.type === 'failed') throw fromWire(message.error)
      return message
    }
  }

  #wait(sent: number, look: () => void): void {
    look()
    if (Atomics.wait(this.#signals, SENT, sent, LOOK_MS) !== 'timed-out') return
    this.#silence += LOOK_MS
    if (this.#silence > LOST_MS) throw new ReaderLost()
  }
}

/** Buffers arrive from another thread as plain bytes. */
function withBuffers(head: SourceHead): SourceHead {
  const { site, firmId, employeeId, sites } = head
  return {
    ...head,
    site: Buffer.from(site),
    firmId: Buffer.from(firmId),
    employeeId: Buffer.from(employeeId),
    sites: sites.map((one) => ({ ...one, site: Buffer.from(one.site), employee_id: one.employee_id && Buffer.from(one.employee_id) })),
  }
}
