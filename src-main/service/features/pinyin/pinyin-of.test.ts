import { describe, expect, it } from 'vitest'
import { pinyinOf } from './pinyin-of.ts'

describe('pinyinOf', () => {
  it('reads characters by the word they stand in', () => {
    expect(pinyinOf('重庆长虹')).toEqual({ full: 'chongqingchanghong', initials: 'cqch' })
    expect(pinyinOf('农业银行')).toEqual({ full: 'nongyeyinhang', initials: 'nyyh' })
  })

  it('keeps other scripts in their place', () => {
    expect(pinyinOf('华为ABC1')).toEqual({ full: 'huaweiabc1', initials: 'hwabc1' })
    expect(pinyinOf('Acme')).toEqual({ full: '', initials: '' })
    expect(pinyinOf('شركة')).toEqual({ full: '', initials: '' })
  })
})
