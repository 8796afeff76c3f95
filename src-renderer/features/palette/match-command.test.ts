import { describe, expect, it } from 'vitest'
import { commandScore, EXACT_SCORE } from './match-command.ts'

describe('commandScore', () => {
  it('finds by label, keyword and initials', () => {
    expect(commandScore('新建客户', 'xinjian kehu', '客户')).toBe(2)
    expect(commandScore('新建客户', 'xinjian kehu', 'keh')).toBe(1)
    expect(commandScore('新建客户', 'xinjian kehu', 'xk')).toBe(1)
    expect(commandScore('New customer', '', 'new cus')).toBe(3)
  })

  it('puts what was typed whole before all else', () => {
    expect(commandScore('新建客户', 'xinjian kehu xjkh', 'xjkh')).toBe(EXACT_SCORE)
    expect(commandScore('分析', 'fenxi', ' 分析 ')).toBe(EXACT_SCORE)
    expect(commandScore('New customer', '', 'New Customer')).toBe(EXACT_SCORE)
  })

  it('refuses when one word occurs nowhere', () => {
    expect(commandScore('New customer', '', 'new order')).toBe(0)
  })
})
