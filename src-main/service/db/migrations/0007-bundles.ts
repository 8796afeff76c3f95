const STATEMENTS = [
  // own sites: with which nonce the device's key gives the site id
  'ALTER TABLE sync_site ADD COLUMN nonce BLOB;',
  // which device writes under it, once a bundle has shown it
  'ALTER TABLE sync_site ADD COLUMN device BLOB;',
  // bundles sealed here or received: kept for others until a fold of their author replaces them. records, born = of our own, how many
  // records are in it and how many of them are new rows
  `CREATE TABLE sync_bundle (seq INTEGER PRIMARY KEY, alias INTEGER NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL, kind TEXT NOT NULL,
     start INTEGER, records INTEGER NOT NULL DEFAULT 0, born INTEGER NOT NULL DEFAULT 0, bytes BLOB NOT NULL, UNIQUE (alias, scope, n)) STRICT;`,
  // how far each chain is merged here; of our own chains, how far they are sealed. start = first bundle of its newest fold
  `CREATE TABLE sync_chain (alias INTEGER NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL, start INTEGER NOT NULL DEFAULT 1,
     last_hlc INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (alias, scope)) STRICT, WITHOUT ROWID;`,
  // up to which clock an author had seen each other site, as its bundles say
  'CREATE TABLE sync_seen (author INTEGER NOT NULL, alias INTEGER NOT NULL, hlc INTEGER NOT NULL, PRIMARY KEY (author, alias)) STRICT, WITHOUT ROWID;',
  // the same as bundles of statements say it, with how far the author's own chains were then: what it wrote before it had seen that is in those
  'CREATE TABLE sync_ack (author INTEGER NOT NULL, alias INTEGER NOT NULL, hlc INTEGER NOT NULL, PRIMARY KEY (author, alias)) STRICT, WITHOUT ROWID;',
  'CREATE TABLE sync_claim (alias INTEGER NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (alias, scope)) STRICT, WITHOUT ROWID;',
  'ALTER TABLE sync_vv ADD COLUMN raised_hlc INTEGER NOT NULL DEFAULT 0;',
  `CREATE TABLE sync_device (device BLOB PRIMARY KEY, chain TEXT NOT NULL, public_key BLOB NOT NULL, agreement_key BLOB, employee_id BLOB, role TEXT,
     is_admin INTEGER NOT NULL, scopes TEXT NOT NULL, not_after INTEGER NOT NULL, revoked_at INTEGER, revoked_heads TEXT) STRICT, WITHOUT ROWID;`,
  // keys handed to devices, sealed for them: ours are opened when they are needed
  `CREATE TABLE sync_grant (device BLOB NOT NULL, epoch INTEGER NOT NULL, scope TEXT NOT NULL, statement TEXT NOT NULL,
     PRIMARY KEY (device, epoch, scope)) STRICT, WITHOUT ROWID;`,
  // bundles that may not be merged (yet), with the reason
  `CREATE TABLE sync_hold (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, site BLOB NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, reason TEXT NOT NULL,
     detail TEXT, at INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;`,
  // values of tables and columns that only a newer version knows; column 31 = whether the row lives
  `CREATE TABLE sync_parked (tbl INTEGER NOT NULL, id BLOB NOT NULL, col INTEGER NOT NULL, h INTEGER NOT NULL, s INTEGER NOT NULL, value ANY,
     PRIMARY KEY (tbl, id, col)) STRICT, WITHOUT ROWID;`,
  // rows to send whole, with the clocks they have, into the scope they belong to now
  'CREATE TABLE sync_forward (tbl INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (tbl, id)) STRICT, WITHOUT ROWID;',
  // up to which bundle of our own chains we have put ourselves, or found to be ours, over each way
  'CREATE TABLE sync_published (way TEXT NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (way, scope)) STRICT, WITHOUT ROWID;',
  // ways to other copies that somebody set up here
  `CREATE TABLE sync_way (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, address TEXT NOT NULL, is_automatic INTEGER NOT NULL, tried_at INTEGER, done_at INTEGER,
     problem TEXT, offset_ms INTEGER, UNIQUE (kind, address)) STRICT;`,
]

/** What level 2 of sync keeps: sealed bundles and their chains, devices and keys, what is held or parked, ways. Only `sync_*` tables of this copy. */
export function up(exec: (sql: string) => void): void {
  for (const statement of STATEMENTS) exec(statement)
}
