import type { Workspace } from '../../db/workspace.ts'
import type { SalesWindow } from './sales-window.ts'

/** Computes all figures anew: one sweep over lines, one over orders, one over activities. */
export function rebuildFigures(workspace: Workspace, window: SalesWindow): void {
  const { db } = workspace
  db.exec('DELETE FROM order_total; DELETE FROM customer_figure; DELETE FROM order_dirty; DELETE FROM customer_dirty;')
  // +order_id: sorting a scan takes half the time of a million look-ups through the index when lines do not lie beside their orders
  db.prepare(
    `INSERT INTO order_total (order_id, total_minor, net_minor, line_count, ordered_on, employee_id, is_sale)
     SELECT o.id, t.amount, ${NET}, t.lines, o.ordered_on, o.employee_id, o.kind = 'sale'
     FROM (SELECT order_id, sum(amount_minor) AS amount, count(*) AS lines FROM order_line GROUP BY +order_id) t
     CROSS JOIN sales_order o ON o.id = t.order_id`,
  ).run({ currency: workspace.firm().currency })
  db.prepare(
    `INSERT INTO customer_figure (customer_id, sales12_minor, last_order_on, last_contact_on, next_step_on)
     SELECT c.id, coalesce(s.net, 0), s.last_order_on, a.last_contact_on, a.next_step_on
     FROM customer c
     LEFT JOIN (SELECT o.customer_id, sum(iif(o.ordered_on BETWEEN :from AND :asOf, t.net_minor, 0)) AS net,
         max(iif(o.kind = 'sale', o.ordered_on, NULL)) AS last_order_on
       FROM sales_order o LEFT JOIN order_total t ON t.order_id = o.id WHERE o.customer_id IS NOT NULL GROUP BY o.customer_id) s
       ON s.customer_id = c.id
     LEFT JOIN (SELECT customer_id, date(max(done_at) / 1000, 'unixepoch', 'localtime') AS last_contact_on,
         min(iif(done_at IS NULL, planned_on, NULL)) AS next_step_on
       FROM activity WHERE customer_id IS NOT NULL GROUP BY customer_id) a ON a.customer_id = c.id`,
  ).run({ ...window })
  db.prepare('UPDATE figure_state SET stale = 0, as_of = ?').run(window.asOf)
}

/** Computes the figures of the orders and customers that were noted as changed. */
export function updateFigures(workspace: Workspace, window: SalesWindow): void {
  const { db } = workspace
  db.exec('DELETE FROM order_total WHERE order_id IN (SELECT id FROM order_dirty)')
  db.prepare(
    `INSERT INTO order_total (order_id, total_minor, net_minor, line_count, ordered_on, employee_id, is_sale)
     SELECT o.id, t.amount, ${NET}, t.lines, o.ordered_on, o.employee_id, o.kind = 'sale'
     FROM (SELECT d.id AS order_id, sum(l.amount_minor) AS amount, count(*) AS lines
       FROM order_dirty d CROSS JOIN order_line l ON l.order_id = d.id GROUP BY d.id) t
     CROSS JOIN sales_order o ON o.id = t.order_id`,
  ).run({ currency: workspace.firm().currency })
  db.exec(
    `INSERT INTO customer_dirty (id) SELECT DISTINCT o.customer_id FROM order_dirty d CROSS JOIN sales_order o ON o.id = d.id
       WHERE o.customer_id IS NOT NULL ON CONFLICT DO NOTHING;
     DELETE FROM customer_figure WHERE customer_id IN (SELECT id FROM customer_dirty);`,
  )
  db.prepare(
    `INSERT INTO customer_figure (customer_id, sales12_minor, last_order_on, last_contact_on, next_step_on)
     SELECT c.id,
       (SELECT coalesce(sum(t.net_minor), 0) FROM sales_order o CROSS JOIN order_total t ON t.order_id = o.id
         WHERE o.customer_id = c.id AND o.ordered_on BETWEEN :from AND :asOf),
       (SELECT max(ordered_on) FROM sales_order WHERE customer_id = c.id AND kind = 'sale'),
       (SELECT date(max(done_at) / 1000, 'unixepoch', 'localtime') FROM activity WHERE customer_id = c.id),
       (SELECT min(planned_on) FROM activity WHERE customer_id = c.id AND done_at IS NULL)
     FROM customer_dirty d CROSS JOIN customer c ON c.id = d.id`,
  ).run({ ...window })
  db.exec('DELETE FROM order_dirty; DELETE FROM customer_dirty;')
  db.prepare('UPDATE figure_state SET as_of = ?').run(window.asOf)
}

/** Signed, and only in the currency that the firm reports in: other currencies have no rate here. */
const NET = "iif(o.currency = :currency, iif(o.kind = 'return', -t.amount, t.amount), 0)"
