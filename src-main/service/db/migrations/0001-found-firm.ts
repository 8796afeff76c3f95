/**
 * The first schema: the firm, its customers, its sales, and everything that lets copies of it flow together.
 *
 * Every table that syncs has a 16-byte UUID key, the four columns of origin, and three stamp columns:
 * `_h` clock of the row as a whole (0 = written here, not sealed yet), `_s` local alias of the site that wrote it,
 * `_c` per-column exceptions. There is no UNIQUE and no foreign key on synced columns: copies must be able to
 * meet in any order. Natural keys use ids that are derived from the key, so that duplicates become one row.
 */

const STAMPED = `
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, created_by BLOB,
  _h INTEGER NOT NULL DEFAULT 0, _s INTEGER NOT NULL DEFAULT 0, _c BLOB`

function synced(name: string, columns: string): string {
  return `CREATE TABLE ${name} (id BLOB NOT NULL PRIMARY KEY, ${columns}, ${STAMPED}) STRICT, WITHOUT ROWID;`
}

const ORGANISATION = [
  synced('firm', 'name TEXT NOT NULL, currency TEXT NOT NULL, fiscal_year_start INTEGER NOT NULL'),
  synced('org_unit', 'parent_id BLOB, code TEXT, name TEXT NOT NULL, kind TEXT NOT NULL, position INTEGER NOT NULL'),
  synced(
    'employee',
    `org_unit_id BLOB, manager_id BLOB, code TEXT, name TEXT NOT NULL, role TEXT NOT NULL, phone TEXT, mail TEXT,
     active_from TEXT, active_to TEXT`,
  ),
  synced('calendar_day', 'day TEXT NOT NULL, kind TEXT NOT NULL, name TEXT'),
]

const PRODUCTS = [
  synced('product_category', 'parent_id BLOB, name TEXT NOT NULL'),
  synced(
    'product',
    `code TEXT, name TEXT NOT NULL, category_id BLOB, unit TEXT, price_minor INTEGER, cost_minor INTEGER,
     is_active INTEGER NOT NULL, note TEXT`,
  ),
]

const CUSTOMERS = [
  synced(
    'customer',
    `code TEXT, kind TEXT NOT NULL, name TEXT NOT NULL, short_name TEXT, former_name TEXT, credit_code TEXT, industry TEXT,
     region TEXT, address TEXT, phone TEXT, website TEXT, grade TEXT, source TEXT, life_cycle TEXT NOT NULL,
     owner_id BLOB, org_unit_id BLOB, parent_id BLOB, preferred_channel TEXT, credit_limit_minor INTEGER,
     credit_days INTEGER, note TEXT`,
  ),
  synced(
    'contact',
    `name TEXT NOT NULL, title TEXT, phone TEXT, other_phone TEXT, mail TEXT, wechat TEXT, birthday TEXT, background TEXT,
     influence INTEGER, preferences TEXT, preferred_channel TEXT, note TEXT`,
  ),
  synced(
    'customer_contact',
    'customer_id BLOB NOT NULL, contact_id BLOB NOT NULL, role TEXT NOT NULL, from_on TEXT, to_on TEXT',
  ),
  'CREATE INDEX customer_code ON customer(code);',
  'CREATE INDEX customer_owner ON customer(owner_id);',
  'CREATE INDEX customer_name ON customer(name);',
  'CREATE INDEX customer_contact_customer ON customer_contact(customer_id);',
  'CREATE INDEX customer_contact_contact ON customer_contact(contact_id);',
]

const OPPORTUNITIES = [
  synced('pipeline', 'name TEXT NOT NULL, position INTEGER NOT NULL'),
  synced(
    'pipeline_stage',
    `pipeline_id BLOB NOT NULL, name TEXT NOT NULL, outcome TEXT NOT NULL, probability_bp INTEGER NOT NULL,
     position INTEGER NOT NULL`,
  ),
  synced('competitor', 'name TEXT NOT NULL, note TEXT'),
  synced(
    'opportunity',
    `code TEXT, name TEXT NOT NULL, customer_id BLOB, owner_id BLOB, pipeline_id BLOB NOT NULL, stage_id BLOB NOT NULL,
     product_id BLOB, amount_minor INTEGER, currency TEXT NOT NULL, created_on TEXT, engaged_on TEXT, expected_on TEXT,
     closed_on TEXT, reason TEXT, competitor_id BLOB, source TEXT, note TEXT`,
  ),
  synced('stage_change', 'opportunity_id BLOB NOT NULL, from_stage_id BLOB, to_stage_id BLOB NOT NULL, changed_at INTEGER NOT NULL'),
  'CREATE INDEX opportunity_customer ON opportunity(customer_id);',
  'CREATE INDEX opportunity_stage ON opportunity(stage_id);',
  'CREATE INDEX opportunity_owner ON opportunity(owner_id);',
  'CREATE INDEX stage_change_opportunity ON stage_change(opportunity_id);',
]

const SALES = [
  synced(
    'sales_order',
    `number TEXT NOT NULL, kind TEXT NOT NULL, customer_id BLOB, employee_id BLOB, ordered_on TEXT NOT NULL, channel TEXT,
     currency TEXT NOT NULL, origin_id BLOB, opportunity_id BLOB, note TEXT`,
  ),
  synced(
    'order_line',
    `order_id BLOB NOT NULL, position INTEGER NOT NULL, product_id BLOB, description TEXT, quantity_milli INTEGER NOT NULL,
     unit_price_minor INTEGER NOT NULL, discount_bp INTEGER NOT NULL, amount_minor INTEGER NOT NULL, cost_minor INTEGER`,
  ),
  synced(
    'target',
    `period TEXT NOT NULL, org_unit_id BLOB, employee_id BLOB, category_id BLOB, product_id BLOB, amount_minor INTEGER NOT NULL,
     currency TEXT NOT NULL`,
  ),
  'CREATE INDEX sales_order_customer ON sales_order(customer_id, ordered_on);',
  'CREATE INDEX sales_order_date ON sales_order(ordered_on);',
  'CREATE INDEX sales_order_number ON sales_order(number);',
  'CREATE INDEX order_line_order ON order_line(order_id);',
  'CREATE INDEX order_line_product ON order_line(product_id);',
]

const ACTIVITIES = [
  synced(
    'activity',
    `kind TEXT NOT NULL, customer_id BLOB, opportunity_id BLOB, owner_id BLOB, subject TEXT NOT NULL, planned_on TEXT,
     done_at INTEGER, result TEXT, place TEXT, minutes INTEGER, competitor_id BLOB`,
  ),
  synced('activity_contact', 'activity_id BLOB NOT NULL, contact_id BLOB NOT NULL'),
  'CREATE INDEX activity_customer ON activity(customer_id, done_at);',
  'CREATE INDEX activity_owner_open ON activity(owner_id, planned_on) WHERE done_at IS NULL;',
  'CREATE INDEX activity_contact_activity ON activity_contact(activity_id);',
  synced('saved_view', 'entity TEXT NOT NULL, name TEXT NOT NULL, owner_id BLOB, is_shared INTEGER NOT NULL, definition TEXT NOT NULL'),
]

/** Tables of this copy alone: they never travel. */
const LOCAL = [
  // who works in this copy; one row
  `CREATE TABLE workspace (one INTEGER PRIMARY KEY CHECK (one = 1), site BLOB NOT NULL, firm_id BLOB NOT NULL,
     employee_id BLOB NOT NULL, role TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;`,
  'CREATE TABLE local_setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;',
  // set once per write transaction; the triggers read it. capture 0 = a merge or a migration writes; site = alias of this copy
  // in sync_site, the first one is always 1; sealed = history up to here has its clocks in the rows' stamps
  `CREATE TABLE sync_ctx (one INTEGER PRIMARY KEY CHECK (one = 1), capture INTEGER NOT NULL, hlc INTEGER NOT NULL,
     command INTEGER, last_hlc INTEGER NOT NULL, site INTEGER NOT NULL, sealed INTEGER NOT NULL) STRICT;`,
  'INSERT INTO sync_ctx (one, capture, hlc, command, last_hlc, site, sealed) VALUES (1, 1, 0, NULL, 0, 1, 0);',
  // new rows whose stamps are not set yet. No AUTOINCREMENT: it would cost a third of the speed of inserts
  'CREATE TABLE sync_out (seq INTEGER PRIMARY KEY, tbl INTEGER NOT NULL, id BLOB NOT NULL, hlc INTEGER NOT NULL) STRICT;',
  'CREATE TABLE sync_site (alias INTEGER PRIMARY KEY, site BLOB NOT NULL UNIQUE, employee_id BLOB, last_seen INTEGER) STRICT;',
  // per author: known_hlc = everything up to here is in this copy; seen_hlc = the newest clock met, for telling concurrent from later;
  // acked_hlc = the newest clock of ours that this site had when we read it
  `CREATE TABLE sync_vv (alias INTEGER PRIMARY KEY, known_hlc INTEGER NOT NULL DEFAULT 0, seen_hlc INTEGER NOT NULL DEFAULT 0,
     acked_hlc INTEGER NOT NULL DEFAULT 0) STRICT;`,
  'CREATE TABLE sync_tomb (tbl INTEGER NOT NULL, id BLOB NOT NULL, h INTEGER NOT NULL, s INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (tbl, id)) STRICT, WITHOUT ROWID;',
  `CREATE TABLE sync_lost (seq INTEGER PRIMARY KEY, tbl INTEGER NOT NULL, id BLOB NOT NULL, col INTEGER NOT NULL, value ANY,
     h INTEGER NOT NULL, s INTEGER NOT NULL, won_value ANY, won_h INTEGER NOT NULL, won_s INTEGER NOT NULL, seen_at INTEGER NOT NULL,
     settled_at INTEGER) STRICT;`,
  // the same two writes may meet more than once
  'CREATE UNIQUE INDEX sync_lost_row ON sync_lost(tbl, id, col, h, s, won_h, won_s);',
  // each merge of one source, as the Sync page shows it
  `CREATE TABLE sync_merge (seq INTEGER PRIMARY KEY AUTOINCREMENT, command INTEGER, source_site BLOB NOT NULL, source_path TEXT NOT NULL, at INTEGER NOT NULL,
     read INTEGER NOT NULL, applied INTEGER NOT NULL, known INTEGER NOT NULL, conflicts INTEGER NOT NULL, lost INTEGER NOT NULL) STRICT;`,
  // the rows that a merge brought, for its undo: their ids one after the other, in blocks
  'CREATE TABLE sync_born (seq INTEGER PRIMARY KEY, command INTEGER NOT NULL, tbl INTEGER NOT NULL, ids BLOB NOT NULL) STRICT;',
  'CREATE INDEX sync_born_command ON sync_born(command);',
  // one line per changed row: mask = changed columns, bit 31 = deleted or brought back; old = their values before. Lines after
  // sync_ctx.sealed are at the same time the outbox of edits. Never travels
  `CREATE TABLE history (seq INTEGER PRIMARY KEY, tbl INTEGER NOT NULL, id BLOB NOT NULL, mask INTEGER NOT NULL, old TEXT NOT NULL,
     hlc INTEGER NOT NULL, site INTEGER NOT NULL, command INTEGER) STRICT;`,
  'CREATE INDEX history_row ON history(tbl, id);',
  // every write of a person is one command: the unit of undo. Its history is the lines after history_from up to history_to (an index
  // would cost each captured row)
  `CREATE TABLE command (seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, detail TEXT NOT NULL, hlc INTEGER NOT NULL,
     at INTEGER NOT NULL, employee_id BLOB, undone_by INTEGER, history_from INTEGER NOT NULL DEFAULT 0, history_to INTEGER NOT NULL DEFAULT 0) STRICT;`,
]

/** Sets up an empty workspace database. */
export function up(exec: (sql: string) => void): void {
  for (const group of [ORGANISATION, PRODUCTS, CUSTOMERS, OPPORTUNITIES, SALES, ACTIVITIES, LOCAL]) {
    for (const statement of group) exec(statement)
  }
}
