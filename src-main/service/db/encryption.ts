import type { Database } from 'better-sqlite3'
import { closeSync, openSync, readSync } from 'node:fs'

/**
 * The cipher of an encrypted database: AEGIS-256, each page encrypted and authenticated under a nonce of its own. Of the ciphers that the driver
 * has it is the only one that authenticates pages and costs little (docs/benchmarks.md).
 */
const CIPHER = 'aegis'

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1')
/** Bytes 20 to 23 of an encrypted file: bytes reserved in each page (a tag of 32, a nonce of 32), and three constants of the file format. */
const RESERVED = Buffer.from([64, 64, 32, 32])

/** Gives a connection the key of its file; it must be the first thing that the connection does. */
export function useKey(db: Database, key: Uint8Array): void {
  db.pragma(`cipher = '${CIPHER}'`)
  // in this form the bytes are the key itself: no passphrase is stretched at each opening
  db.pragma(`key = "x'${Buffer.from(key).toString('hex')}'"`)
}

/** How a database file begins: `new` is empty or not there, `unknown` is neither a plain database nor one that we encrypted. */
export function encryptionOf(path: string): 'new' | 'plain' | 'encrypted' | 'unknown' {
  const head = Buffer.alloc(24)
  const read = readHead(path, head)
  if (read === 0) return 'new'
  if (head.subarray(0, MAGIC.length).equals(MAGIC)) return 'plain'
  return read === head.length && head.subarray(20).equals(RESERVED) ? 'encrypted' : 'unknown'
}

function readHead(path: string, into: Buffer): number {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return 0
    throw cause
  }
  try {
    return readSync(file, into, 0, into.length, 0)
  } finally {
    closeSync(file)
  }
}
