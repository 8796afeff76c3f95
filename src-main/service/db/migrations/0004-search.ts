/**
 * What can be found by typing: one compact text per record with name, code, phone digits, pinyin and initials.
 *
 * Derived, local, and filled by features/search before a search. Triggers note what changed, unless everything is to be read anew
 * (`search_state.stale`).
 */

/** As in the registry; kept here because a released migration never changes. */
const PRODUCT = 6
const CUSTOMER = 7
const CONTACT = 8
const OPPORTUNITY = 13

const TABLES = [
  // tbl = table number of the registry; norm and phone are for finding doubles
  `CREATE TABLE search_entry (tbl INTEGER NOT NULL, id BLOB NOT NULL, text TEXT NOT NULL, norm TEXT, phone TEXT, sort TEXT NOT NULL,
     PRIMARY KEY (tbl, id)) STRICT, WITHOUT ROWID;`,
  'CREATE INDEX search_entry_norm ON search_entry(norm) WHERE norm IS NOT NULL;',
  'CREATE INDEX search_entry_phone ON search_entry(phone) WHERE phone IS NOT NULL;',
  'CREATE INDEX search_entry_sort ON search_entry(tbl, sort);',
  'CREATE TABLE search_dirty (tbl INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (tbl, id)) STRICT, WITHOUT ROWID;',
  'CREATE TABLE search_state (one INTEGER PRIMARY KEY CHECK (one = 1), stale INTEGER NOT NULL) STRICT;',
  'INSERT INTO search_state (one, stale) VALUES (1, 1);',
  'CREATE INDEX customer_credit_code ON customer(credit_code) WHERE credit_code IS NOT NULL;',
]

function triggersOf(table: string, number: number, columns: string): string[] {
  const note = (row: 'NEW' | 'OLD'): string =>
    `INSERT INTO search_dirty (tbl, id) VALUES (${String(number)}, ${row}.id) ON CONFLICT DO NOTHING;`
  const when = 'WHEN (SELECT stale FROM search_state) = 0'
  return [
    `CREATE TRIGGER search_${table}_insert AFTER INSERT ON ${table} ${when} BEGIN ${note('NEW')} END;`,
    `CREATE TRIGGER search_${table}_update AFTER UPDATE OF ${columns} ON ${table} ${when} BEGIN ${note('NEW')} END;`,
    `CREATE TRIGGER search_${table}_delete AFTER DELETE ON ${table} ${when} BEGIN ${note('OLD')} END;`,
  ]
}

const TRIGGERS = [
  ...triggersOf('customer', CUSTOMER, 'code, name, short_name, former_name, phone'),
  ...triggersOf('contact', CONTACT, 'name, phone, other_phone, mail, wechat'),
  ...triggersOf('product', PRODUCT, 'code, name'),
  ...triggersOf('opportunity', OPPORTUNITY, 'code, name'),
]

/** Adds the table of search texts and the triggers that note what changed. */
export function up(exec: (sql: string) => void): void {
  for (const statement of [...TABLES, ...TRIGGERS]) exec(statement)
}
