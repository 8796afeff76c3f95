import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseName } from './normalise-name.ts'

describe('normaliseName', () => {
  it.each([
    ['苏州市恒达机械（集团）有限公司', '恒达机械'],
    ['江苏省苏州恒达机械股份有限公司', '恒达机械'],
    ['恒达机械', '恒达机械'],
    ['恒达 机械', '恒达机械'],
    ['内蒙古自治区伊利实业集团股份有限公司', '伊利实业'],
    ['中国石油天然气集团有限公司', '石油天然气'],
    ['ＡＢＣ电子（深圳）有限公司', 'abc电子深圳'],
    ['Acme Co., Ltd.', 'acme'],
    ['ACME Limited', 'acme'],
    ['𠮷野家餐饮', '𠮷野家餐饮'],
    ['شركة النيل', 'شركةالنيل'],
  ])('reduces %s to %s', (name, expected) => {
    expect(normaliseName(name)).toBe(expected)
  })

  it('keeps what would vanish', () => {
    expect(normaliseName('上海')).toBe('上海')
    expect(normaliseName('上海银行')).toBe('银行')
    expect(normaliseName('集团')).toBe('集团')
    expect(normaliseName('Co., Ltd.')).toBe('coltd')
    expect(normaliseName('。。。')).toBe('')
  })

  it('does not see case, width and spaces', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9恒达机械]{2,12}$/), (name) => {
        const plain = normaliseName(name)
        expect(normaliseName(` ${name.toUpperCase()}　`)).toBe(plain)
        expect(normaliseName([...name].join('-'))).toBe(plain)
      }),
    )
  })
})
