/** The rows of the tables; ids are 16-byte blobs, money integer minor units, quantities thousandths, dates text. */

export type Id = Uint8Array

interface Stamped {
  id: Id
  created_at: number
  updated_at: number
  created_by: Id | null
  _h: number
  _s: number
  _c: Uint8Array | null
}

export interface FirmTable extends Stamped {
  name: string
  currency: string
  fiscal_year_start: number
}
export interface OrgUnitTable extends Stamped {
  parent_id: Id | null
  code: string | null
  name: string
  kind: string
  position: number
}
export interface EmployeeTable extends Stamped {
  org_unit_id: Id | null
  manager_id: Id | null
  code: string | null
  name: string
  role: string
  phone: string | null
  mail: string | null
  active_from: string | null
  active_to: string | null
}
export interface CalendarDayTable extends Stamped {
  day: string
  /** `work` or `rest`: exceptions to Monday-Friday. */
  kind: string
  name: string | null
}
export interface ProductCategoryTable extends Stamped {
  parent_id: Id | null
  name: string
}
export interface ProductTable extends Stamped {
  code: string | null
  name: string
  category_id: Id | null
  unit: string | null
  price_minor: number | null
  cost_minor: number | null
  is_active: number
  note: string | null
}
export interface CustomerTable extends Stamped {
  code: string | null
  kind: string
  name: string
  short_name: string | null
  former_name: string | null
  credit_code: string | null
  industry: string | null
  region: string | null
  address: string | null
  phone: string | null
  website: string | null
  grade: string | null
  source: string | null
  life_cycle: string
  owner_id: Id | null
  org_unit_id: Id | null
  parent_id: Id | null
  preferred_channel: string | null
  credit_limit_minor: number | null
  credit_days: number | null
  note: string | null
}
export interface ContactTable extends Stamped {
  name: string
  title: string | null
  phone: string | null
  other_phone: string | null
  mail: string | null
  wechat: string | null
  birthday: string | null
  background: string | null
  influence: number | null
  preferences: string | null
  preferred_channel: string | null
  note: string | null
}
export interface CustomerContactTable extends Stamped {
  customer_id: Id
  contact_id: Id
  role: string
  from_on: string | null
  to_on: string | null
}
export interface PipelineTable extends Stamped {
  name: string
  position: number
}
export interface PipelineStageTable extends Stamped {
  pipeline_id: Id
  name: string
  /** `open`, `won`, `lost` or `void`. */
  outcome: string
  probability_bp: number
  position: number
}
export interface CompetitorTable extends Stamped {
  name: string
  note: string | null
}
export interface OpportunityTable extends Stamped {
  code: string | null
  name: string
  customer_id: Id | null
  owner_id: Id | null
  pipeline_id: Id
  stage_id: Id
  product_id: Id | null
  amount_minor: number | null
  currency: string
  created_on: string | null
  engaged_on: string | null
  expected_on: string | null
  closed_on: string | null
  reason: string | null
  competitor_id: Id | null
  source: string | null
  note: string | null
}
export interface StageChangeTable extends Stamped {
  opportunity_id: Id
  from_stage_id: Id | null
  to_stage_id: Id
  changed_at: number
}
export interface SalesOrderTable extends Stamped {
  number: string
  /** `sale` or `return`; a return is a document of its own with positive quantities and amounts. */
  kind: string
  customer_id: Id | null
  employee_id: Id | null
  ordered_on: string
  channel: string | null
  currency: string
  /** For a return: the sale that it takes back, when known. */
  origin_id: Id | null
  opportunity_id: Id | null
  note: string | null
}
export interface OrderLineTable extends Stamped {
  order_id: Id
  position: number
  product_id: Id | null
  description: string | null
  quantity_milli: number
  unit_price_minor: number
  discount_bp: number
  /** Net of discount, for the whole line. */
  amount_minor: number
  /** Cost of goods for the whole line, null when unknown. */
  cost_minor: number | null
}
export interface TargetTable extends Stamped {
  /** `YYYY-MM`. */
  period: string
  org_unit_id: Id | null
  employee_id: Id | null
  category_id: Id | null
  product_id: Id | null
  amount_minor: number
  currency: string
}
export interface ActivityTable extends Stamped {
  /** `visit`, `call`, `wechat`, `mail`, `meeting` or `task`. */
  kind: string
  customer_id: Id | null
  opportunity_id: Id | null
  owner_id: Id | null
  subject: string
  planned_on: string | null
  /** Null while it is only planned: an open activity is a next step. */
  done_at: number | null
  result: string | null
  place: string | null
  minutes: number | null
  competitor_id: Id | null
}
export interface ActivityContactTable extends Stamped {
  activity_id: Id
  contact_id: Id
}
export interface SavedViewTable extends Stamped {
  entity: string
  name: string
  owner_id: Id | null
  is_shared: number
  definition: string
}

export interface WorkspaceTable {
  one: number
  site: Id
  firm_id: Id
  employee_id: Id
  role: string
  created_at: number
}
export interface CommandTable {
  seq: number
  kind: string
  /** JSON: what the command was about, for the journal. */
  detail: string
  hlc: number
  at: number
  employee_id: Id | null
  undone_by: number | null
  history_from: number
  history_to: number
}
export interface HistoryTable {
  seq: number
  tbl: number
  id: Id
  /** Bit per changed column. */
  mask: number
  /** JSON object, column number -> old value; ids as hex text. Column 31 is being alive: `{"31":1}` = deleted, `{"31":0}` = brought back. */
  old: string
  hlc: number
  site: number
  command: number | null
}
export interface SyncLostTable {
  seq: number
  tbl: number
  id: Id
  col: number
  value: string | number | Id | null
  h: number
  s: number
  won_value: string | number | Id | null
  won_h: number
  won_s: number
  seen_at: number
  settled_at: number | null
}
export interface SyncSiteTable {
  alias: number
  site: Id
  employee_id: Id | null
  last_seen: number | null
  own_until: number | null
}
export interface SyncMergeTable {
  seq: number
  command: number | null
  source_site: Id
  source_path: string
  at: number
  read: number
  applied: number
  known: number
  conflicts: number
  lost: number
}

export interface Tables {
  firm: FirmTable
  org_unit: OrgUnitTable
  employee: EmployeeTable
  calendar_day: CalendarDayTable
  product_category: ProductCategoryTable
  product: ProductTable
  customer: CustomerTable
  contact: ContactTable
  customer_contact: CustomerContactTable
  pipeline: PipelineTable
  pipeline_stage: PipelineStageTable
  competitor: CompetitorTable
  opportunity: OpportunityTable
  stage_change: StageChangeTable
  sales_order: SalesOrderTable
  order_line: OrderLineTable
  target: TargetTable
  activity: ActivityTable
  activity_contact: ActivityContactTable
  saved_view: SavedViewTable
  workspace: WorkspaceTable
  local_setting: { key: string; value: string }
  command: CommandTable
  history: HistoryTable
  sync_lost: SyncLostTable
  sync_site: SyncSiteTable
  sync_merge: SyncMergeTable
  sync_out: { seq: number; tbl: number; id: Id; hlc: number }
  sync_vv: { alias: number; known_hlc: number; seen_hlc: number; acked_hlc: number }
  sync_born: { seq: number; command: number; tbl: number; ids: Uint8Array }
  sync_tomb: { tbl: number; id: Id; h: number; s: number; body: Uint8Array }
}
