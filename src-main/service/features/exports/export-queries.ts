import type { ImportEntity } from '#shared/contract/imports.contract.ts'

interface ExportQuery {
  /** One column per field, named as imports name it. */
  readonly select: string
  /** The id that the list gives; an order has one row per line. */
  readonly id: string
  /** Order of the rows of one id. */
  readonly then?: string
  /** All ids, where no list of the window selects them. */
  readonly all: string
}

const CUSTOMER_NAMES = 'c.code AS "customer.code", c.name AS "customer.name"'
const PRODUCT_NAMES = 'p.code AS "product.code", p.name AS "product.name"'

/** A unit by its path from the top, as imports find it again: two branches may each have a 销售. A loop of two moves that met ends somewhere. */
function unitPath(id: string): string {
  return `(WITH RECURSIVE up (path, parent_id, depth) AS (
    SELECT name, parent_id, 0 FROM org_unit WHERE id = ${id}
    UNION ALL SELECT p.name || '/' || up.path, p.parent_id, depth + 1 FROM up JOIN org_unit p ON p.id = up.parent_id WHERE depth < 20)
    SELECT path FROM up ORDER BY depth DESC LIMIT 1)`
}

/** What an export of each entity reads. References are named by their code or name, as an import finds them again. */
export const EXPORT_QUERIES: Readonly<Record<ImportEntity, ExportQuery>> = {
  customers: {
    select: `SELECT c.code AS "customer.code", c.name AS "customer.name", c.short_name AS "customer.short_name", c.former_name AS "customer.former_name",
      c.credit_code AS "customer.credit_code", c.kind AS "customer.kind", c.industry AS "customer.industry", c.region AS "customer.region",
      c.address AS "customer.address", c.phone AS "customer.phone", c.website AS "customer.website", c.grade AS "customer.grade",
      c.source AS "customer.source", c.life_cycle AS "customer.life_cycle", coalesce(e.code, e.name) AS "customer.owner", ${unitPath('c.org_unit_id')} AS "customer.unit",
      coalesce(m.code, m.name) AS "customer.parent", c.preferred_channel AS "customer.preferred_channel",
      c.credit_limit_minor AS "customer.credit_limit", c.credit_days AS "customer.credit_days", c.note AS "customer.note"
      FROM customer c LEFT JOIN employee e ON e.id = c.owner_id LEFT JOIN customer m ON m.id = c.parent_id`,
    id: 'c.id',
    all: 'SELECT id FROM customer ORDER BY code, name, id',
  },
  contacts: {
    select: `SELECT k.name AS "contact.name", k.title AS "contact.title", k.phone AS "contact.phone", k.other_phone AS "contact.other_phone",
      k.mail AS "contact.mail", k.wechat AS "contact.wechat", k.birthday AS "contact.birthday", l.role AS "contact.role",
      k.influence AS "contact.influence", k.preferred_channel AS "contact.preferred_channel", k.background AS "contact.background",
      k.preferences AS "contact.preferences", k.note AS "contact.note", ${CUSTOMER_NAMES}
      FROM contact k LEFT JOIN customer_contact l ON l.contact_id = k.id LEFT JOIN customer c ON c.id = l.customer_id`,
    id: 'k.id',
    then: 'c.code, c.id',
    all: 'SELECT id FROM contact ORDER BY name, id',
  },
  products: {
    select: `SELECT ${PRODUCT_NAMES}, g.name AS "product.category", p.unit AS "product.unit", p.price_minor AS "product.price",
      p.cost_minor AS "product.cost", p.is_active AS "product.is_active", p.note AS "product.note"
      FROM product p LEFT JOIN product_category g ON g.id = p.category_id`,
    id: 'p.id',
    all: 'SELECT id FROM product ORDER BY code, name, id',
  },
  employees: {
    select: `SELECT e.code AS "employee.code", e.name AS "employee.name", e.role AS "employee.role", ${unitPath('e.org_unit_id')} AS "employee.unit",
      coalesce(m.code, m.name) AS "employee.manager", e.phone AS "employee.phone", e.mail AS "employee.mail",
      e.active_from AS "employee.active_from", e.active_to AS "employee.active_to"
      FROM employee e LEFT JOIN employee m ON m.id = e.manager_id`,
    id: 'e.id',
    all: 'SELECT id FROM employee ORDER BY code, name, id',
  },
  opportunities: {
    select: `SELECT o.code AS "opportunity.code", o.name AS "opportunity.name", s.name AS "opportunity.stage", o.amount_minor AS "opportunity.amount",
      o.currency AS "opportunity.currency", coalesce(e.code, e.name) AS "opportunity.owner", o.created_on AS "opportunity.created_on",
      o.engaged_on AS "opportunity.engaged_on", o.expected_on AS "opportunity.expected_on", o.closed_on AS "opportunity.closed_on",
      o.reason AS "opportunity.reason", r.name AS "opportunity.competitor", o.source AS "opportunity.source", o.note AS "opportunity.note",
      ${CUSTOMER_NAMES}, ${PRODUCT_NAMES}
      FROM opportunity o LEFT JOIN pipeline_stage s ON s.id = o.stage_id LEFT JOIN employee e ON e.id = o.owner_id LEFT JOIN customer c ON c.id = o.customer_id
      LEFT JOIN product p ON p.id = o.product_id LEFT JOIN competitor r ON r.id = o.competitor_id`,
    id: 'o.id',
    all: 'SELECT id FROM opportunity ORDER BY code, name, id',
  },
  orders: {
    select: `SELECT o.number AS "order.number", o.ordered_on AS "order.date", o.kind AS "order.kind", o.channel AS "order.channel",
      o.currency AS "order.currency", coalesce(e.code, e.name) AS "order.employee", b.number AS "order.origin", o.note AS "order.note",
      l.description AS "line.description", l.quantity_milli AS "line.quantity", l.unit_price_minor AS "line.unit_price",
      l.discount_bp AS "line.discount", l.amount_minor AS "line.amount", l.cost_minor AS "line.cost", ${CUSTOMER_NAMES}, ${PRODUCT_NAMES}
      FROM sales_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN employee e ON e.id = o.employee_id LEFT JOIN sales_order b ON b.id = o.origin_id
      LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN product p ON p.id = l.product_id`,
    id: 'o.id',
    then: 'l.position, l.id',
    all: 'SELECT id FROM sales_order ORDER BY ordered_on, number, id',
  },
  activities: {
    select: `SELECT a.kind AS "activity.kind", date(a.done_at / 1000, 'unixepoch', 'localtime') AS "activity.date", a.planned_on AS "activity.planned_on",
      a.subject AS "activity.subject", a.result AS "activity.result", a.place AS "activity.place", a.minutes AS "activity.minutes",
      coalesce(e.code, e.name) AS "activity.owner", coalesce(o.code, o.name) AS "activity.opportunity", r.name AS "activity.competitor", ${CUSTOMER_NAMES},
      k.name AS "contact.name", k.phone AS "contact.phone", k.mail AS "contact.mail"
      FROM activity a LEFT JOIN employee e ON e.id = a.owner_id LEFT JOIN opportunity o ON o.id = a.opportunity_id LEFT JOIN competitor r ON r.id = a.competitor_id
      LEFT JOIN customer c ON c.id = a.customer_id
      LEFT JOIN contact k ON k.id = (SELECT contact_id FROM activity_contact WHERE activity_id = a.id ORDER BY id LIMIT 1)`,
    id: 'a.id',
    all: 'SELECT id FROM activity ORDER BY done_at, planned_on, id',
  },
  targets: {
    select: `SELECT t.period AS "target.period", t.amount_minor AS "target.amount", ${unitPath('t.org_unit_id')} AS "target.unit", coalesce(e.code, e.name) AS "target.employee",
      g.name AS "target.category", coalesce(p.code, p.name) AS "target.product", t.currency AS "target.currency"
      FROM target t LEFT JOIN employee e ON e.id = t.employee_id
      LEFT JOIN product_category g ON g.id = t.category_id LEFT JOIN product p ON p.id = t.product_id`,
    id: 't.id',
    all: 'SELECT id FROM target ORDER BY period, id',
  },
}
