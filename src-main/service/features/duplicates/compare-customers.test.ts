import { describe, expect, it } from 'vitest'
import { compareCustomers } from './compare-customers.ts'
import { type CustomerTexts, type Profile, profileOf } from './profile.ts'

function profile(texts: Partial<CustomerTexts>): Profile {
  return profileOf({ kind: 'firm', name: '', shortName: null, formerName: null, creditCode: null, phone: null, website: null, contacts: [], ...texts })
}

const person = (id: string | null, texts: { phone?: string; mail?: string }) => ({ id, phone: null, otherPhone: null, mail: null, ...texts })

describe('compareCustomers', () => {
  it('is certain of an equal credit code alone', () => {
    const code = '914403001922038216'
    expect(compareCustomers(profile({ name: '甲', creditCode: code }), profile({ name: '乙', creditCode: ` ${code.toLowerCase()}` }))).toEqual({ score: 1, certainty: 'certain', reasons: [{ kind: 'credit-code', value: code }] })
    expect(compareCustomers(profile({ creditCode: '914403001922038217' }), profile({ creditCode: '914403001922038217' }))).toBeNull()
  })

  it('takes two valid codes for two firms, whatever else is alike', () => {
    const likeness = compareCustomers(profile({ name: '恒达机械', creditCode: '914403001922038216' }), profile({ name: '恒达机械', creditCode: '91330100799655058B' }))
    expect(likeness).toMatchObject({ certainty: 'possible', reasons: [{ kind: 'name' }, { kind: 'other-credit-code' }] })
  })

  it('finds phones of firm and people, however they are written', () => {
    expect(compareCustomers(profile({ phone: '+86 512 6666 8888' }), profile({ contacts: [person('1', { phone: '0512-66668888' })] }))).toMatchObject({ certainty: 'strong', reasons: [{ kind: 'phone', value: '051266668888' }] })
  })

  it('does not count what both have from the same person', () => {
    const contacts = [person('1', { phone: '13800138000', mail: 'a@hengda.cn' })]
    expect(compareCustomers(profile({ contacts }), profile({ contacts }))).toMatchObject({ certainty: 'possible', reasons: [{ kind: 'web', value: 'hengda.cn' }] })
    expect(compareCustomers(profile({ contacts }), profile({ contacts: [person('2', { phone: '13800138000' })] }))).toMatchObject({ certainty: 'strong' })
  })

  it('adds a web domain to a name that alone is worth a look only, and knows free mail', () => {
    const [a, b] = ['上海恒达机械有限公司', '恒达机械有限公司']
    expect(compareCustomers(profile({ name: a }), profile({ name: b }))).toMatchObject({ certainty: 'possible', reasons: [{ kind: 'name' }] })
    expect(compareCustomers(profile({ name: a, website: 'https://www.hengda.cn' }), profile({ name: b, contacts: [person('1', { mail: 'x@hengda.cn' })] }))).toMatchObject({ certainty: 'strong' })
    expect(compareCustomers(profile({ contacts: [person('1', { mail: 'x@qq.com' })] }), profile({ contacts: [person('2', { mail: 'y@qq.com' })] }))).toBeNull()
  })

  it('counts short names only where the names leave it open, and former names always', () => {
    const hengda = profile({ name: '苏州恒达机械有限公司', shortName: '恒达' })
    expect(compareCustomers(hengda, profile({ name: '无锡恒达化工有限公司', shortName: '恒达' }))).toBeNull()
    expect(compareCustomers(hengda, profile({ name: '无锡恒达机械', shortName: '恒达' }))).toBeNull()
    expect(compareCustomers(hengda, profile({ name: '恒达', shortName: null }))).toMatchObject({ certainty: 'strong' })
    expect(compareCustomers(hengda, profile({ name: '苏州新达机械有限公司', formerName: '苏州恒达机械有限公司' }))).toMatchObject({ certainty: 'strong' })
  })

  it('takes people for one by phone, and equal names of people for a possibility', () => {
    expect(compareCustomers(profile({ kind: 'person', name: '王伟' }), profile({ kind: 'person', name: '王伟' }))).toMatchObject({ certainty: 'possible' })
    expect(compareCustomers(profile({ kind: 'person', name: '王伟' }), profile({ name: '王伟' }))).toBeNull()
  })
})
