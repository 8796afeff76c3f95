/**
 * How customers that may be one are found among many: numbers that alike ones have in common, see features/duplicates.
 *
 * Derived, local, and filled before a check. Triggers note whose numbers changed, unless everything is to be computed anew (`duplicate_state.stale`).
 */
const TABLES = [
  // a small number for each customer, so that a key takes a dozen bytes
  'CREATE TABLE duplicate_customer (handle INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;',
  'CREATE TABLE duplicate_key (key INTEGER NOT NULL, handle INTEGER NOT NULL, PRIMARY KEY (key, handle)) STRICT, WITHOUT ROWID;',
  'CREATE INDEX duplicate_key_handle ON duplicate_key(handle);',
  'CREATE TABLE duplicate_dirty (id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;',
  'CREATE TABLE duplicate_state (one INTEGER PRIMARY KEY CHECK (one = 1), stale INTEGER NOT NULL) STRICT;',
  'INSERT INTO duplicate_state (one, stale) VALUES (1, 1);',
]

/** Before, doubles were found by two columns beside the search texts. Phone numbers are written with the 0 of their area now, so the texts are made anew. */
const SEARCH = [
  'DELETE FROM search_entry;',
  'DROP INDEX search_entry_norm;',
  'DROP INDEX search_entry_phone;',
  'ALTER TABLE search_entry DROP COLUMN norm;',
  'ALTER TABLE search_entry DROP COLUMN phone;',
  'UPDATE search_state SET stale = 1;',
]

const WHEN = 'WHEN (SELECT stale FROM duplicate_state) = 0'

function note(expression: string): string {
  return `INSERT INTO duplicate_dirty (id) VALUES (${expression}) ON CONFLICT DO NOTHING;`
}

const OF_CONTACT = 'INSERT INTO duplicate_dirty (id) SELECT DISTINCT customer_id FROM customer_contact WHERE contact_id = NEW.id ON CONFLICT DO NOTHING;'

const TRIGGERS = [
  `CREATE TRIGGER duplicate_customer_insert AFTER INSERT ON customer ${WHEN} BEGIN ${note('NEW.id')} END;`,
  `CREATE TRIGGER duplicate_customer_update AFTER UPDATE OF kind, name, short_name, former_name, credit_code, phone, website ON customer ${WHEN} BEGIN ${note('NEW.id')} END;`,
  `CREATE TRIGGER duplicate_customer_delete AFTER DELETE ON customer ${WHEN} BEGIN ${note('OLD.id')} END;`,
  `CREATE TRIGGER duplicate_contact_update AFTER UPDATE OF phone, other_phone, mail ON contact ${WHEN} BEGIN ${OF_CONTACT} END;`,
  `CREATE TRIGGER duplicate_link_insert AFTER INSERT ON customer_contact ${WHEN} BEGIN ${note('NEW.customer_id')} END;`,
  `CREATE TRIGGER duplicate_link_update AFTER UPDATE OF customer_id, contact_id ON customer_contact ${WHEN} BEGIN ${note('OLD.customer_id')} ${note('NEW.customer_id')} END;`,
  `CREATE TRIGGER duplicate_link_delete AFTER DELETE ON customer_contact ${WHEN} BEGIN ${note('OLD.customer_id')} END;`,
]

/** Adds the tables of the duplicate check and the triggers that note what changed. */
export function up(exec: (sql: string) => void): void {
  for (const statement of [...SEARCH, ...TABLES, ...TRIGGERS]) exec(statement)
}
