import { describe, expect, it } from 'vitest'
import { commandScore } from './match-command.ts'

describe('commandScore', () => {
  it('finds by label, keyword and initials', () => {
    expect(commandScore('新建客户', 'xinjian kehu', '客户')).toBe(2)
    expect(commandScore('新建客户', 'xinjian kehu', 'kehu')).toBe(1)
    expect(commandScore('新建客户', 'xinjian kehu', 'xk')).toBe(1)
    expect(commandScore('New customer', '', 'new cus')).toBe(3)
  })

  it('refuses when one word occurs nowhere', () => {
    expect(commandScore('New customer', '', 'new order')).toBe(0)
  })
})
