import type { Choices } from './field-spec.ts'

/** What files call the stored values, in Chinese and English. */
export const CUSTOMER_KINDS: Choices = {
  firm: ['企业', '企業', '公司', '单位', '單位', 'company', 'business', 'organisation', 'organization'],
  person: ['个人', '個人', '自然人', 'individual', 'private'],
  joint: ['联名', '聯名'],
}

export const GRADES: Choices = { VIP: ['重点', '重點'], A: ['A级', 'A類', 'A类'], B: ['B级', 'B類', 'B类'], C: ['C级', 'C類', 'C类'], D: ['D级', 'D類', 'D类'] }

export const LIFE_CYCLES: Choices = {
  potential: ['潜在', '潛在', 'prospect', 'lead'],
  intent: ['意向', 'interested'],
  won: ['成交', '已成交', 'customer', 'active'],
  stable: ['稳定', '穩定', '老客户', '老客戶', 'regular'],
  dormant: ['沉睡', '休眠', 'inactive', 'sleeping'],
  lost: ['流失', '已流失', 'churned'],
}

export const CHANNELS: Choices = {
  visit: ['拜访', '拜訪', '上门', '上門', 'on site'],
  call: ['电话', '電話', 'phone', 'telephone'],
  wechat: ['微信', '企业微信', '企業微信'],
  mail: ['邮件', '郵件', '电子邮件', '電子郵件', 'email', 'e-mail'],
  meeting: ['会议', '會議'],
}

export const ACTIVITY_KINDS: Choices = { ...CHANNELS, task: ['任务', '任務', '待办', '待辦', 'to do', 'todo'] }

export const CONTACT_ROLES: Choices = {
  decides: ['决策', '決策', '决策人', '決策人', 'decision maker'],
  influences: ['影响', '影響', '影响者', '影響者', 'influencer'],
  uses: ['使用', '使用人', 'user'],
  buys: ['采购', '採購', 'buyer', 'purchaser', 'purchasing'],
  pays: ['财务', '財務', 'finance'],
  blocks: ['阻碍', '阻礙', 'blocker'],
  relative: ['亲友', '親友'],
  agent: ['代理', '代理人'],
  other: ['其他'],
}

export const ROLES: Choices = {
  rep: ['销售', '銷售', '业务员', '業務員', '销售代表', '業務代表', 'sales', 'sales rep', 'sales representative', 'salesperson', 'agent', 'inside sales coordinator'],
  manager: ['经理', '經理', '销售经理', '銷售經理', '主管', 'sales manager', 'supervisor'],
  director: ['总监', '總監', '总经理', '總經理', 'vp', 'vice president', 'vice president, sales', 'head of sales'],
  finance: ['财务', '財務', '会计', '會計', 'accounting'],
  service: ['客服', '服务', '服務', '售后', '售後', 'support'],
  admin: ['管理员', '管理員', '系统管理员', '系統管理員', 'administrator'],
}

export const ORDER_KINDS: Choices = {
  sale: ['销售', '銷售', '出库', '出庫', '订单', '訂單', 'order', 'invoice'],
  return: ['退货', '退貨', '退款', '红字', '紅字', '贷项', '貸項', 'refund', 'credit', 'credit note', 'cancellation'],
}

export const YES_NO: Choices = { '1': ['是', '启用', '啟用', 'yes', 'true', 'active', '在售'], '0': ['否', '停用', 'no', 'false', 'inactive', '停售'] }
