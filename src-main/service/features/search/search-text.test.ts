import { describe, expect, it } from 'vitest'
import { PART, searchText, searchWords } from './search-text.ts'

describe('searchText', () => {
  it('holds names, codes, digits, pinyin and initials as parts', () => {
    const text = searchText({ names: ['华为技术有限公司', null], codes: ['C-01'], phones: ['+86 138 0013 8000'] })
    expect(text.split(PART)).toEqual(['', '华为技术有限公司', 'c-01', '13800138000', 'huaweijishu', 'hwjs', ''])
  })
})

describe('searchWords', () => {
  it('splits words, folds width and keeps a phone number whole', () => {
    expect(searchWords(' Ｈuawei  苏州 ')).toEqual(['huawei', '苏州'])
    expect(searchWords("xi'an")).toEqual(['xi', 'an'])
    expect(searchWords('138 0013 8000')).toEqual(['13800138000'])
    expect(searchWords('+86 512 6666')).toEqual(['05126666'])
    expect(searchWords('(0512) 6666-8888')).toEqual(['051266668888'])
    expect(searchWords('  ')).toEqual([])
  })
})
