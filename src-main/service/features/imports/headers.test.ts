import { describe, expect, it } from 'vitest'
import { importEntities } from '#shared/contract/imports.contract.ts'
import { languages } from '#shared/i18n/index.ts'
import { FIELDS } from './fields/catalogue.ts'
import { fieldTitle } from './fields/titles.ts'
import { distinctHeads, matchHeaders } from './headers.ts'

describe('matchHeaders', () => {
  it('understands Chinese and English heads', () => {
    expect(matchHeaders(['订单编号', '下单日期', '客户名称', '货号', '数量', '单价', '其他'], 'orders')).toEqual({
      订单编号: 'order.number', 下单日期: 'order.date', 客户名称: 'customer.name', 货号: 'product.code', 数量: 'line.quantity', 单价: 'line.unit_price',
    })
    expect(matchHeaders(['Invoice No.', 'invoice_date', 'Customer ID', 'Qty'], 'orders')).toEqual({
      'Invoice No.': 'order.number', invoice_date: 'order.date', 'Customer ID': 'customer.code', Qty: 'line.quantity',
    })
  })

  it.each(importEntities.flatMap((entity) => languages.map((language) => [entity, language] as const)))('finds every field of %s by its title in %s', (entity, language) => {
    const titles = FIELDS[entity].map((field) => fieldTitle(field.name, language))
    expect(matchHeaders(titles, entity)).toEqual(Object.fromEntries(FIELDS[entity].map((field, index) => [titles[index], field.name])))
  })

  it('finds every field by its own name', () => {
    for (const entity of importEntities) {
      const names = FIELDS[entity].map((field) => field.name)
      expect(matchHeaders(names, entity)).toEqual(Object.fromEntries(names.map((name) => [name, name])))
    }
  })
})

describe('distinctHeads', () => {
  it('gives equal and empty heads names of their own', () => {
    expect(distinctHeads([' 备注', '', '备注', '备注 (2)', '备注', ''])).toEqual(['备注', '#2', '备注 (3)', '备注 (2)', '备注 (4)', '#6'])
  })
})
