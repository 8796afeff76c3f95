import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareNames, STRONG } from './compare-names.ts'
import { parseName } from './parse-name.ts'

function verdict(a: string, b: string): string {
  const match = compareNames(parseName(a), parseName(b))
  return match === null ? 'different' : `${match.score >= STRONG ? 'same' : 'look'} ${match.kind}`
}

describe('compareNames', () => {
  it.each([
    ['苏州市恒达机械（集团）有限公司', '恒达机械', 'same name'],
    ['江苏省苏州恒达机械股份有限公司', '苏州市恒达机械有限公司', 'same name'],
    ['華為技術有限公司', '华为', 'same name'],
    ['ＡＢＣ电子（深圳）有限公司', '深圳abc电子', 'same name'],
    ['中国工商银行股份有限公司', '工商银行', 'same name'],
    ['药明康德', '药明康德新药开发股份有限公司', 'same name'],
    ['苏州恒达机械有限公司', '苏州恒大机械有限公司', 'same sound'],
    ['北京银行股份有限公司', '北京因行股份有限公司', 'same sound'],
    ['Hengda Machinery Co., Ltd.', '苏州恒达机械有限公司', 'same pinyin'],
    ['苏洲恒达机械有限公司', '苏州恒达机械有限公司', 'same spelling'],
    ['国泰航空有限公司', '国航泰空有限公司', 'same spelling'],
    ['Acme Tools Inc.', 'ACME TOOL', 'same name'],
    ['Nestlé S.A.', 'NESTLE SA', 'same name'],
    ['Caterpillar Inc.', 'Caterpilar', 'same spelling'],
    ['شركة النيل', 'شركة النيل', 'same name'],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(verdict(a, b)).toBe(expected)
  })

  it.each([
    ['上海华为技术有限公司', '华为技术有限公司', 'look name'],
    ['上海华为技术', '华为技术', 'look name'],
    ['中国石油天然气集团有限公司', '中国石油天然气股份有限公司', 'look name'],
    ['恒达集团有限公司', '恒大集团有限公司', 'look sound'],
    ['艾利斯', '艾丽丝', 'look sound'],
    ['中国银行苏州分行', '中国银行无锡分行', 'different'],
    ['华为技术有限公司', '华为技术有限公司苏州分公司', 'different'],
    ['上海恒达泵业贸易第2分公司', '上海恒远泵业贸易第2分公司', 'different'],
    ['上海恒达泵业贸易第2分公司', '上海恒达泵业贸易第3分公司', 'different'],
    ['苏州恒达机械有限公司', '苏州恒远机械有限公司', 'different'],
    ['苏州恒达机械有限公司', '无锡恒达机械有限公司', 'different'],
    ['苏州恒达机械有限公司', '苏州恒达化工有限公司', 'different'],
    ['上海建工一建集团有限公司', '上海建工二建集团有限公司', 'different'],
    ['苏州恒远泵类维修有限公司', '苏州恒达泵类维修有限公司', 'look spelling'],
    ['东方航空', '南方航空', 'different'],
    ['苏州机床厂', '苏州机床研究所', 'different'],
    ['Sumitomo Electric Industries', 'Sumitomo Heavy Industries', 'different'],
    ['Studio 54 Ltd', 'Studio 55 Ltd', 'different'],
    ['。。。', '。。。', 'different'],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(verdict(a, b)).toBe(expected)
  })

  it('takes 𠮷 for one character, emoji and right-to-left text as they are, and reads long names', () => {
    expect(verdict('𠮷野家餐饮有限公司', '𠮷野家餐饮')).toBe('same name')
    expect(verdict('𠮷野家快餐股份有限公司', '吉野家快餐股份有限公司')).toBe('look spelling')
    expect(verdict('甲乙𠮷丙丁股份有限公司', '甲乙𠮷丙丁')).toBe('same name')
    expect(verdict('🙂工作室', '🙂工作室')).toBe('same name')
    expect(verdict('🙂', '🙃')).toBe('different')
    expect(verdict(`${'恒'.repeat(490)}有限公司`, `${'恒'.repeat(490)}有限公司`)).toBe('same name')
  })

  it('is symmetric, and finds any name that has a name in itself', () => {
    const name = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 500 }), fc.string({ unit: fc.constantFrom(...'中国苏州恒达大机械电子一二第有限公司集团分行股份（） aeCo.,'), maxLength: 30 }))
    fc.assert(
      fc.property(name, name, (a, b) => {
        const [first, second] = [parseName(a), parseName(b)]
        expect(compareNames(first, second)).toEqual(compareNames(second, first))
        const itself = compareNames(first, first)
        expect(first.core === '' ? itself : itself?.kind).toBe(first.core === '' ? null : 'name')
      }),
    )
  })
})
