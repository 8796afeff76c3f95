import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import { ACTIVITY_KINDS, CHANNELS, CONTACT_ROLES, CUSTOMER_KINDS, GRADES, LIFE_CYCLES, ORDER_KINDS, ROLES, YES_NO } from './choices.ts'
import { checked, choice, count, type FieldSpec, plain, prose, reference, text } from './field-spec.ts'

const CUSTOMER: readonly FieldSpec[] = [
  text('customer.code', 60, '客户代码', '客户号', '客户ID', 'customer id', 'customer no', 'customer number', 'customercode', 'account id', '代码'),
  text('customer.name', 500, '客户', '公司', '公司名称', '企业名称', '单位名称', '名称', 'customer', 'company', 'company name', 'account', 'account name', 'name'),
  text('customer.short_name', 100, '简称', 'short name', 'alias'),
  text('customer.former_name', 500, '曾用名', 'former name'),
  checked('customer.credit_code', 18, 'credit-code', '统一社会信用代码', '信用代码', '税号', '纳税人识别号', 'credit code', 'uscc', 'tax id', 'tax number'),
  choice('customer.kind', CUSTOMER_KINDS, '客户性质', 'customer type'),
  text('customer.industry', 100, '行业', '所属行业', 'industry', 'sector'),
  text('customer.region', 100, '地区', '区域', '省份', '城市', 'region', 'country', 'area', 'province', 'city'),
  text('customer.address', 500, '地址', '详细地址', 'address'),
  text('customer.phone', 60, '公司电话', '总机', 'company phone', 'switchboard'),
  text('customer.website', 200, '网址', '网站', 'website', 'homepage', 'url'),
  choice('customer.grade', GRADES, '等级', '级别', '客户级别', 'grade', 'tier'),
  text('customer.source', 100, '来源', 'lead source'),
  choice('customer.life_cycle', LIFE_CYCLES, '状态', '客户状态', '生命周期', 'status'),
  reference('customer.owner', 'employee', '负责人', '业务员', '归属人', 'owner', 'account owner', 'sales rep', 'account manager'),
  reference('customer.unit', 'org_unit', '所属部门', '所属组织', 'department', 'branch'),
  reference('customer.parent', 'customer', '母公司', '上级公司', 'parent', 'parent company', 'subsidiary of'),
  choice('customer.preferred_channel', CHANNELS, '偏好渠道', '首选联系方式', 'preferred channel'),
  plain('customer.credit_limit', 'money', '信用额度', '授信额度', 'credit limit'),
  count('customer.credit_days', 3650, '账期', '信用天数', 'credit days', 'payment terms'),
  prose('customer.note', '备注', '说明', 'note', 'notes', 'remark', 'remarks', 'comment'),
]

const CONTACT: readonly FieldSpec[] = [
  text('contact.name', 100, '联系人', '姓名', 'contact', 'contact name', 'contact person'),
  text('contact.title', 100, '职务', '职位', 'title', 'contact title', 'job title', 'position'),
  text('contact.phone', 60, '手机', '手机号', '联系电话', '电话', 'mobile', 'phone', 'tel', 'telephone', 'cell'),
  text('contact.other_phone', 60, '其他电话', '座机', 'other phone', 'landline'),
  checked('contact.mail', 200, 'mail', '邮箱', '电子邮箱', '邮件', 'mail', 'email', 'e-mail', 'email address'),
  text('contact.wechat', 100, '微信', '微信号', 'wechat'),
  plain('contact.birthday', 'date', '生日', '出生日期', 'birthday', 'birth date', 'date of birth'),
  choice('contact.role', CONTACT_ROLES, '角色', '联系人角色', 'role'),
  count('contact.influence', 5, '影响力', 'influence'),
  choice('contact.preferred_channel', CHANNELS, '联系人偏好渠道'),
  prose('contact.background', '背景', 'background'),
  prose('contact.preferences', '喜好', '偏好', 'preferences'),
  prose('contact.note', '联系人备注', 'contact note'),
]

const PRODUCT: readonly FieldSpec[] = [
  text('product.code', 60, '产品代码', '货号', '料号', '商品编码', '物料编码', '产品编码', 'product id', 'product code', 'sku', 'stock code', 'stockcode', 'item no', 'item number'),
  text('product.name', 200, '产品', '商品', '商品名称', '品名', '物料名称', 'product', 'product name', 'item'),
  reference('product.category', 'category', '类别', '品类', '分类', '产品类别', '系列', 'category', 'product category', 'series'),
  text('product.unit', 20, '单位', '计量单位', 'unit', 'uom', 'quantity per unit'),
  plain('product.price', 'money', '标价', '售价', '价格', 'price', 'list price', 'sales price', 'unit price'),
  plain('product.cost', 'money', '成本', '成本价', 'cost', 'unit cost'),
  choice('product.is_active', YES_NO, '在售', '启用', 'active'),
  prose('product.note', '产品备注', '产品说明'),
]

const EMPLOYEE: readonly FieldSpec[] = [
  text('employee.code', 60, '工号', '员工号', 'employee id', 'employee no', 'employee number', 'staff no'),
  text('employee.name', 100, '姓名', '员工', '业务员', 'employee', 'employee name', 'sales agent', 'agent', 'salesperson', 'sales rep', 'name'),
  choice('employee.role', ROLES, '岗位', '角色', '职务', 'role', 'title', 'job title'),
  reference('employee.unit', 'org_unit', '部门', '所属部门', '分公司', '区域', 'unit', 'department', 'office', 'regional office', 'team'),
  reference('employee.manager', 'employee', '上级', '直属上级', '经理', 'manager', 'reports to', 'supervisor'),
  text('employee.phone', 60, '电话', '手机', 'phone', 'mobile', 'home phone'),
  checked('employee.mail', 200, 'mail', '邮箱', 'mail', 'email'),
  plain('employee.active_from', 'date', '入职日期', '入职', 'hire date', 'start date', 'active from'),
  plain('employee.active_to', 'date', '离职日期', '离职', 'end date', 'active to'),
]

const OPPORTUNITY: readonly FieldSpec[] = [
  text('opportunity.code', 60, '商机号', '商机代码', 'opportunity id', 'deal id', 'deal no'),
  text('opportunity.name', 200, '商机', '商机名称', '项目', '项目名称', 'opportunity', 'opportunity name', 'deal', 'deal name'),
  reference('opportunity.stage', 'stage', '阶段', '销售阶段', 'stage', 'deal stage', 'sales stage'),
  plain('opportunity.amount', 'money', '金额', '预计金额', '商机金额', 'amount', 'close value', 'deal value', 'value'),
  plain('opportunity.currency', 'currency', '币种', 'currency'),
  reference('opportunity.owner', 'employee', '负责人', '业务员', 'owner', 'sales agent', 'sales rep'),
  plain('opportunity.created_on', 'date', '创建日期', '建立日期', 'created', 'created on', 'create date'),
  plain('opportunity.engaged_on', 'date', '接触日期', '启动日期', 'engage date', 'engaged on'),
  plain('opportunity.expected_on', 'date', '预计成交日期', '预计日期', 'expected close', 'expected on', 'expected close date'),
  plain('opportunity.closed_on', 'date', '成交日期', '关闭日期', '结束日期', 'close date', 'closed on'),
  text('opportunity.reason', 200, '原因', '赢单原因', '输单原因', '输赢原因', 'reason', 'win reason', 'loss reason'),
  reference('opportunity.competitor', 'competitor', '竞争对手', '对手', 'competitor', 'rival'),
  text('opportunity.source', 100, '商机来源', 'opportunity source'),
  prose('opportunity.note', '备注', 'note', 'notes'),
]

const ORDER: readonly FieldSpec[] = [
  text('order.number', 60, '订单', '单号', '发票号', '订单编号', 'order id', 'order no', 'order number', 'invoice', 'invoice no', 'invoiceno', 'invoice number'),
  plain('order.date', 'date', '日期', '下单日期', '开票日期', '销售日期', 'date', 'order date', 'invoice date', 'invoicedate'),
  choice('order.kind', ORDER_KINDS, '单据类型', '类型', 'kind', 'order type'),
  text('order.channel', 60, '渠道', '销售渠道', 'channel', 'sales channel'),
  plain('order.currency', 'currency', '币种', '货币', 'currency'),
  reference('order.employee', 'employee', '业务员', '销售员', '经手人', 'salesperson', 'sales rep', 'seller'),
  text('order.origin', 60, '原订单', '原单号', 'original order', 'origin'),
  prose('order.note', '备注', 'note', 'notes'),
]

const LINE: readonly FieldSpec[] = [
  text('line.description', 300, '描述', '商品描述', '说明', 'description', 'line description'),
  plain('line.quantity', 'quantity', '数量', 'quantity', 'qty', 'units'),
  plain('line.unit_price', 'price', '单价', '成交单价', 'unit price', 'unitprice', 'price'),
  plain('line.discount', 'percent', '折扣', '折扣率', 'discount'),
  plain('line.amount', 'money', '金额', '行金额', '小计', 'amount', 'line amount', 'sales', 'line total', 'total'),
  plain('line.cost', 'money', '成本', '行成本', 'cost'),
]

const ACTIVITY: readonly FieldSpec[] = [
  choice('activity.kind', ACTIVITY_KINDS, '类型', '方式', '活动类型', '跟进方式', 'kind', 'type', 'activity type'),
  plain('activity.date', 'date', '日期', '时间', '跟进时间', '拜访日期', 'date', 'activity date', 'done at'),
  plain('activity.planned_on', 'date', '计划日期', '下次联系', 'planned on', 'due date'),
  text('activity.subject', 200, '主题', '标题', 'subject', 'topic'),
  prose('activity.result', '结果', '内容', '跟进内容', '拜访结果', 'result', 'outcome', 'notes'),
  text('activity.place', 200, '地点', 'place', 'location'),
  count('activity.minutes', 1440, '时长', '分钟', '用时', 'minutes', 'duration'),
  reference('activity.owner', 'employee', '业务员', '跟进人', '负责人', 'owner', 'sales rep'),
  reference('activity.opportunity', 'opportunity', '商机', 'opportunity', 'deal'),
  reference('activity.competitor', 'competitor', '竞争对手', 'competitor'),
]

const TARGET: readonly FieldSpec[] = [
  plain('target.period', 'month', '月份', '期间', '年月', 'period', 'month'),
  plain('target.amount', 'money', '目标', '目标金额', '指标', '金额', 'target', 'amount', 'quota', 'plan'),
  reference('target.unit', 'org_unit', '部门', '组织', '区域', 'unit', 'department', 'region'),
  reference('target.employee', 'employee', '业务员', '员工', '负责人', 'employee', 'sales rep'),
  reference('target.category', 'category', '品类', '产品类别', 'category'),
  reference('target.product', 'product', '产品', 'product'),
  plain('target.currency', 'currency', '币种', 'currency'),
]

function only(fields: readonly FieldSpec[], ...names: readonly string[]): FieldSpec[] {
  return fields.filter((field) => names.includes(field.name))
}

/** Fields that a file of each kind may have, in the order in which an export writes them; own fields stand first and win headers. */
export const FIELDS: Readonly<Record<ImportEntity, readonly FieldSpec[]>> = {
  customers: [...CUSTOMER, ...CONTACT],
  contacts: [...CONTACT, ...only(CUSTOMER, 'customer.code', 'customer.name')],
  products: PRODUCT,
  employees: EMPLOYEE,
  opportunities: [...OPPORTUNITY, ...only(CUSTOMER, 'customer.code', 'customer.name', 'customer.industry', 'customer.region'), ...only(PRODUCT, 'product.code', 'product.name')],
  orders: [
    ...ORDER,
    ...LINE,
    ...only(CUSTOMER, 'customer.code', 'customer.name', 'customer.industry', 'customer.region', 'customer.address', 'customer.phone', 'customer.grade'),
    ...only(PRODUCT, 'product.code', 'product.name', 'product.category', 'product.unit', 'product.price', 'product.cost'),
  ],
  activities: [...ACTIVITY, ...only(CUSTOMER, 'customer.code', 'customer.name'), ...only(CONTACT, 'contact.name', 'contact.phone', 'contact.mail')],
  targets: TARGET,
}

/** At least one field of each group must have a column or a constant. */
export const REQUIRED: Readonly<Record<ImportEntity, readonly (readonly string[])[]>> = {
  customers: [['customer.name', 'customer.code']],
  contacts: [['contact.name'], ['customer.code', 'customer.name']],
  products: [['product.name', 'product.code']],
  employees: [['employee.name']],
  opportunities: [['opportunity.stage'], ['opportunity.code', 'opportunity.name', 'customer.code', 'customer.name']],
  orders: [['order.number'], ['order.date'], ['line.quantity', 'line.amount'], ['line.unit_price', 'line.amount']],
  activities: [['activity.kind'], ['activity.date', 'activity.planned_on'], ['customer.code', 'customer.name']],
  targets: [['target.period'], ['target.amount'], ['target.unit', 'target.employee', 'target.product', 'target.category']],
}
