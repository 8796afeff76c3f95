import Database from 'better-sqlite3'

/** Offsets of the file format's write and read version; 2 = WAL, 1 = rollback journal (sqlite.org/fileformat2.html §1.3). */
const FORMAT_VERSIONS = [18, 19]

/**
 * Opens the bytes of a database file in memory: nothing on the disk is touched, not even a -shm beside the file.
 *
 * Edge    the bytes are changed: an image in memory cannot be in WAL mode. What stands in a -wal beside the file is not in it.
 */
export function openDatabaseImage(bytes: Buffer): Database.Database {
  for (const offset of FORMAT_VERSIONS) if (bytes[offset] === 2) bytes[offset] = 1
  const db = new Database(bytes)
  db.pragma('temp_store = MEMORY')
  return db
}
