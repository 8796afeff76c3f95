/**
 * The fact cube: all order lines as typed columns, one block a month, so that a model reads a million lines in milliseconds.
 *
 * It is derived from `sales_order` and `order_line` and stays in this copy. Triggers only note which months changed;
 * the blocks of those months are rebuilt before the next analysis.
 */

const TABLES = [
  // a small number for every customer (kind 1), product (2), employee (3), channel text (4) and currency text (5) that occurs
  'CREATE TABLE fact_key (kind INTEGER NOT NULL, id BLOB NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;',
  'CREATE UNIQUE INDEX fact_key_n ON fact_key(kind, n);',
  `CREATE TABLE fact_chunk (month TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, rows INTEGER NOT NULL,
     body BLOB NOT NULL) STRICT, WITHOUT ROWID;`,
  'CREATE TABLE fact_dirty (month TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;',
  'CREATE TABLE fact_revision (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL) STRICT;',
  'INSERT INTO fact_revision (one, last) VALUES (1, 0);',
  // what is in the database already
  'INSERT OR IGNORE INTO fact_dirty (month) SELECT DISTINCT substr(ordered_on, 1, 7) FROM sales_order;',
]

// ON CONFLICT DO NOTHING, not OR IGNORE: an upsert that fires a trigger turns its OR IGNORE into OR ABORT
const NOTE_MONTH_OF_LINE = (row: 'NEW' | 'OLD'): string =>
  `INSERT INTO fact_dirty (month) SELECT substr(ordered_on, 1, 7) FROM sales_order WHERE id = ${row}.order_id ON CONFLICT DO NOTHING;`

const TRIGGERS = [
  `CREATE TRIGGER fact_order_insert AFTER INSERT ON sales_order BEGIN
     INSERT INTO fact_dirty (month) VALUES (substr(NEW.ordered_on, 1, 7)) ON CONFLICT DO NOTHING; END;`,
  `CREATE TRIGGER fact_order_update AFTER UPDATE OF kind, customer_id, employee_id, ordered_on, channel, currency ON sales_order BEGIN
     INSERT INTO fact_dirty (month) VALUES (substr(OLD.ordered_on, 1, 7)), (substr(NEW.ordered_on, 1, 7)) ON CONFLICT DO NOTHING; END;`,
  `CREATE TRIGGER fact_order_delete AFTER DELETE ON sales_order BEGIN
     INSERT INTO fact_dirty (month) VALUES (substr(OLD.ordered_on, 1, 7)) ON CONFLICT DO NOTHING; END;`,
  `CREATE TRIGGER fact_line_insert AFTER INSERT ON order_line BEGIN ${NOTE_MONTH_OF_LINE('NEW')} END;`,
  `CREATE TRIGGER fact_line_update AFTER UPDATE OF order_id, product_id, quantity_milli, amount_minor, cost_minor ON order_line BEGIN
     ${NOTE_MONTH_OF_LINE('OLD')} ${NOTE_MONTH_OF_LINE('NEW')} END;`,
  // when the order goes in the same statement, its own trigger notes the month
  `CREATE TRIGGER fact_line_delete AFTER DELETE ON order_line BEGIN ${NOTE_MONTH_OF_LINE('OLD')} END;`,
]

/** Adds the tables of the fact cube and the triggers that note changed months. */
export function up(exec: (sql: string) => void): void {
  for (const statement of [...TABLES, ...TRIGGERS]) exec(statement)
}
