/**
 * Figures that lists sort and filter by: the total of each order, and of each customer the sales of 12 months, last order,
 * last contact and next step.
 *
 * They are derived and stay in this copy. Triggers note which orders and customers changed; features/figures computes those before a
 * list is read. While `figure_state.stale` is 1 everything is computed anew at the next read, and the triggers note nothing: bulk
 * writers set it first.
 */

const TABLES = [
  `CREATE TABLE order_total (order_id BLOB NOT NULL PRIMARY KEY, total_minor INTEGER NOT NULL, net_minor INTEGER NOT NULL,
     line_count INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE customer_figure (customer_id BLOB NOT NULL PRIMARY KEY, sales12_minor INTEGER NOT NULL, last_order_on TEXT,
     last_contact_on TEXT, next_step_on TEXT) STRICT, WITHOUT ROWID;`,
  'CREATE INDEX customer_figure_sales ON customer_figure(sales12_minor);',
  'CREATE INDEX customer_figure_order ON customer_figure(last_order_on);',
  'CREATE INDEX customer_figure_contact ON customer_figure(last_contact_on);',
  'CREATE TABLE order_dirty (id BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;',
  'CREATE TABLE customer_dirty (id BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;',
  // as_of = the day that sales12 looks back from
  'CREATE TABLE figure_state (one INTEGER PRIMARY KEY CHECK (one = 1), stale INTEGER NOT NULL, as_of TEXT) STRICT;',
  'INSERT INTO figure_state (one, stale, as_of) VALUES (1, 1, NULL);',
  'CREATE INDEX activity_opportunity ON activity(opportunity_id, planned_on) WHERE opportunity_id IS NOT NULL AND done_at IS NULL;',
]

const IS_WATCHED = 'WHEN (SELECT stale FROM figure_state) = 0'

// ON CONFLICT DO NOTHING, not OR IGNORE: an upsert that fires a trigger turns its OR IGNORE into OR ABORT
function note(table: 'order_dirty' | 'customer_dirty', id: string): string {
  return `INSERT INTO ${table} (id) SELECT ${id} WHERE ${id} IS NOT NULL ON CONFLICT DO NOTHING;`
}

function trigger(name: string, event: string, table: string, ...statements: readonly string[]): string {
  return `CREATE TRIGGER figure_${name} AFTER ${event} ON ${table} ${IS_WATCHED} BEGIN ${statements.join(' ')} END;`
}

const TRIGGERS = [
  trigger('line_insert', 'INSERT', 'order_line', note('order_dirty', 'NEW.order_id')),
  trigger('line_update', 'UPDATE OF order_id, amount_minor', 'order_line', note('order_dirty', 'OLD.order_id'), note('order_dirty', 'NEW.order_id')),
  trigger('line_delete', 'DELETE', 'order_line', note('order_dirty', 'OLD.order_id')),
  trigger('order_insert', 'INSERT', 'sales_order', note('order_dirty', 'NEW.id')),
  trigger(
    'order_update', 'UPDATE OF kind, customer_id, ordered_on, currency', 'sales_order',
    note('order_dirty', 'NEW.id'), note('customer_dirty', 'OLD.customer_id'),
  ),
  trigger('order_delete', 'DELETE', 'sales_order', note('order_dirty', 'OLD.id'), note('customer_dirty', 'OLD.customer_id')),
  trigger('activity_insert', 'INSERT', 'activity', note('customer_dirty', 'NEW.customer_id')),
  trigger(
    'activity_update', 'UPDATE OF customer_id, planned_on, done_at', 'activity',
    note('customer_dirty', 'OLD.customer_id'), note('customer_dirty', 'NEW.customer_id'),
  ),
  trigger('activity_delete', 'DELETE', 'activity', note('customer_dirty', 'OLD.customer_id')),
  trigger('customer_insert', 'INSERT', 'customer', note('customer_dirty', 'NEW.id')),
  trigger('customer_delete', 'DELETE', 'customer', note('customer_dirty', 'OLD.id')),
]

/** Adds the tables of the figures and the triggers that note what changed. */
export function up(exec: (sql: string) => void): void {
  for (const statement of [...TABLES, ...TRIGGERS]) exec(statement)
}
