import type { WireError } from '../../jobs/error-wire.ts'
import type { MessagePort } from 'node:worker_threads'
import type { RecordBatch } from './record-batch.ts'
import type { SourceHead } from './source-reading.ts'

/** What the thread that reads ahead sends, source by source in the order of the list: a head, batches and an end for each table; or why it failed. */
export type AheadMessage =
  | { readonly source: number; readonly type: 'head'; readonly head: SourceHead }
  | { readonly source: number; readonly type: 'records'; readonly batch: RecordBatch }
  | { readonly source: number; readonly type: 'end-of-table' }
  | { readonly source: number; readonly type: 'failed'; readonly error: WireError }

/** By site id as latin1 text: up to which clock the receiver holds everything. */
export type KnownBySite = ReadonlyMap<string, number>

export interface AheadRequest {
  readonly paths: readonly string[]
  readonly receiver: Uint8Array
  /** Of the receiver. */
  readonly key: Uint8Array | null
  readonly signals: Int32Array<SharedArrayBuffer>
  readonly port: MessagePort
  readonly known: KnownBySite
}
