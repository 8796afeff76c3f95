import type { Database } from 'better-sqlite3'
import type { SyncTable } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'
import type { MergeNews } from '../store/row-merger.ts'
import { type ForeignSite, readSites } from '../store/sites.ts'
import { readVersionVector, type VersionVector } from '../store/version-vector.ts'
import { readLossesOf } from './lost-list.ts'
import { readChanges, readContents, type SourceRecord } from './read-changes.ts'
import { takeScopeOfEmployee, type TakenScope } from './scope.ts'
import { asSourceRead } from './source-damage.ts'
import { openSource, type SourceIdentity } from './workspace-file.ts'

/** What another copy says of itself before its rows are read. */
export interface SourceHead extends SourceIdentity {
  readonly path: string
  readonly sites: readonly ForeignSite[]
  /** By its own aliases. */
  readonly vector: VersionVector
  /** Rows and deleted rows of each table, by number. */
  readonly sizes: ReadonlyMap<number, number>
  /** Our writes on its lost list, as `lossKey`. */
  readonly ourLosses: ReadonlySet<string>
  /** Of bundles of one chain: up to which clock of its author that chain was met here; null for a file, whose author is met as a whole. */
  readonly metUpTo: number | null
  /** A file tells all that its copy has met; bundles tell what their author wrote. */
  readonly tells: 'all-it-met' | 'its-own'
}

/** What the receiver asks for. */
export interface Wanted {
  /** By alias of the source: everything of that site up to here is in our copy, so that it need not be read. */
  readonly known: Float64Array
  /** The employee of a copy that holds only a part; null for one that takes all. */
  readonly scope: { readonly receiver: Database; readonly employeeId: Id } | null
  /** Whether we hold a row, living or deleted; asked for deleted rows outside of the scope. */
  readonly holds: (id: Buffer) => boolean
}

/** Another copy that is being read, in this thread or in one that reads ahead. */
export interface SourceReading {
  readonly head: SourceHead
  /**
   * Gives the records of one table that may be news; each is reused for the next one, and speaks of sites by the aliases of the source.
   *
   * Edge    tables come in the order of the registry, without those that are empty. Errors: `source-damaged`.
   */
  read(table: SyncTable, wanted: Wanted, emit: (record: SourceRecord) => void, betweenPages: () => void): void
  /** Hears that the record emitted last was news here. */
  brought?(): void
  readonly news?: MergeNews | undefined
  close(): void
}

/** Opens another copy for one receiving site, whose key may be its key too, and reads it in this thread. Errors: those of `openSource`. */
export function openReading(path: string, receiver: Id, key: Uint8Array | null): SourceReading {
  const source = openSource(path, key)
  try {
    const contents = readContents(source)
    const { site, firmId, employeeId, employeeName, role, own } = source
    const [sites, vector] = asSourceRead(path, () => [readSites(source.db), readVersionVector(source.db)] as const)
    const ourLosses = readLossesOf(receiver, source)
    let taken: TakenScope | undefined
    return {
      head: { path, site, firmId, employeeId, employeeName, role, own, sites, vector, sizes: contents.sizes, ourLosses, metUpTo: null, tells: 'all-it-met' },
      read(table, { known, scope, holds }, emit, betweenPages) {
        if (scope) taken ??= takeScopeOfEmployee(source.db, scope.receiver, scope.employeeId)
        readChanges({ source, known, scope: taken ?? null, contents, holds }, table, emit, betweenPages)
      },
      close: () => source.close(),
    }
  } catch (cause) {
    source.close()
    throw cause
  }
}
