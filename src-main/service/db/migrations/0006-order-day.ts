/**
 * Lays day, employee and kind of an order beside its total, so that the workbench adds up a year from one index instead of looking
 * up each order; and lets activities be counted by the day they were done.
 *
 * All of it is derived: the next reading of figures computes it anew.
 */

const ORDER_TOTAL = `CREATE TABLE order_total (order_id BLOB NOT NULL PRIMARY KEY, total_minor INTEGER NOT NULL, net_minor INTEGER NOT NULL,
  line_count INTEGER NOT NULL, ordered_on TEXT NOT NULL, employee_id BLOB, is_sale INTEGER NOT NULL) STRICT, WITHOUT ROWID;`

// as before, and for another employee
const ORDER_UPDATE = `CREATE TRIGGER figure_order_update AFTER UPDATE OF kind, customer_id, employee_id, ordered_on, currency ON sales_order
  WHEN (SELECT stale FROM figure_state) = 0 BEGIN
    INSERT INTO order_dirty (id) SELECT NEW.id WHERE NEW.id IS NOT NULL ON CONFLICT DO NOTHING;
    INSERT INTO customer_dirty (id) SELECT OLD.customer_id WHERE OLD.customer_id IS NOT NULL ON CONFLICT DO NOTHING;
  END;`

/** Gives order totals the columns that sums over days need. */
export function up(exec: (sql: string) => void): void {
  exec('DROP TABLE order_total;')
  exec(ORDER_TOTAL)
  exec('CREATE INDEX order_total_day ON order_total(ordered_on, employee_id, is_sale, net_minor);')
  exec('DROP TRIGGER figure_order_update;')
  exec(ORDER_UPDATE)
  exec('CREATE INDEX activity_done ON activity(done_at, owner_id) WHERE done_at IS NOT NULL;')
  exec('UPDATE figure_state SET stale = 1;')
}
