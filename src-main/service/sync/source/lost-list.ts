import { asSourceRead } from './source-damage.ts'
import type { SourceCopy } from './workspace-file.ts'

/** A write of ours, as another copy's lost list names it. */
export function lossKey(table: number, id: Uint8Array, column: number, h: number): string {
  return `${String(table)}:${Buffer.from(id).toString('latin1')}:${String(column)}:${String(h)}`
}

/**
 * Gives the writes of a site that stand on another copy's lost list: losses that were decided there, after they had seen our value.
 *
 * Shape   keys of `lossKey`. Errors: `source-damaged`.
 */
export function readLossesOf(site: Uint8Array, { db, path }: SourceCopy): ReadonlySet<string> {
  return asSourceRead(path, () => {
    const rows = db
      .prepare<[Uint8Array], [tbl: number, id: Buffer, col: number, h: number]>(
        'SELECT tbl, id, col, h FROM sync_lost WHERE s = (SELECT alias FROM sync_site WHERE site = ?)',
      )
      .raw()
    return new Set(rows.all(site).map(([tbl, id, col, h]) => lossKey(tbl, id, col, h)))
  })
}
