/**
 * What a file may cost before it is refused. One place, so that the gate, the readers and the messages agree.
 *
 * Units   bytes, unless the name says otherwise.
 * Source  09-stack of the design: no spreadsheet library measured refused a zip bomb by itself.
 */
export interface FileLimits {
  /** The file as it lies on the disk. */
  readonly fileBytes: number
  /** All entries of a workbook, or the whole of a gzipped file, after inflating. */
  readonly inflatedBytes: number
  /** Inflated to packed, counted only above {@link FileLimits.ratioFloorBytes}: small files pack absurdly well. */
  readonly ratio: number
  readonly ratioFloorBytes: number
  readonly zipEntries: number
  readonly cellBytes: number
  /** One whole row; bounds what a never-closed quote can pile up over many cells. */
  readonly rowBytes: number
  readonly rows: number
  readonly columns: number
  /** Parsing one workbook, wall clock. The caller's worker has a memory cap besides (see the README of this folder). */
  readonly parseMs: number
}

const MEGABYTE = 1024 * 1024

export const DEFAULT_LIMITS: FileLimits = {
  fileBytes: 100 * MEGABYTE,
  inflatedBytes: 300 * MEGABYTE,
  ratio: 200,
  ratioFloorBytes: MEGABYTE,
  zipEntries: 5_000,
  cellBytes: MEGABYTE,
  rowBytes: 8 * MEGABYTE,
  rows: 5_000_000,
  columns: 2_000,
  parseMs: 120_000,
}
