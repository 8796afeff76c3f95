import { describe, expect, it } from 'vitest'
import { idToText } from '#shared/kernel/ids.ts'
import { setupWorkspace, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { allDuplicates, findDuplicates, refreshDuplicateKeys, staleDuplicateKeys } from './public.ts'

const HUAWEI = '914403001922038216'

function setupCustomers(): TestWorkspace & { readonly ids: Readonly<Record<'suzhou' | 'wuxi' | 'huawei', string>>; readonly contact: Uint8Array } {
  const test = setupWorkspace()
  const made = test.workspace.write({ kind: 'test' }, (records) => {
    const add = (name: string, more: object = {}) => records.insert('customer', { kind: 'firm', life_cycle: 'won', name, ...more })
    const suzhou = add('苏州恒达机械有限公司', { phone: '0512-66668888', website: 'www.hengda.cn' })
    const wuxi = add('无锡恒达机械有限公司')
    const huawei = add('华为技术有限公司', { credit_code: HUAWEI })
    const contact = records.insert('contact', { name: '陈工', phone: '138 0013 8000', mail: 'chen@hengda.cn' })
    records.insert('customer_contact', { customer_id: wuxi, contact_id: contact, role: 'buys' })
    return { suzhou, wuxi, huawei, contact }
  }).value
  return { ...test, contact: made.contact, ids: { suzhou: idToText(made.suzhou), wuxi: idToText(made.wuxi), huawei: idToText(made.huawei) } }
}

describe('findDuplicates', () => {
  it('gives the likeliest first, each with its reasons', () => {
    const { workspace, ids } = setupCustomers()
    expect(findDuplicates(workspace, { name: '苏州恒达机械', phone: '+86 512 6666 8888' }).map(({ id, certainty, reasons }) => [id, certainty, reasons.map(({ kind }) => kind)])).toEqual([
      [ids.suzhou, 'strong', ['name', 'phone']],
    ])
    expect(findDuplicates(workspace, { name: '恒达机械' }).map(({ id }) => id).sort()).toEqual([ids.suzhou, ids.wuxi].sort())
    expect(findDuplicates(workspace, { creditCode: HUAWEI })).toMatchObject([{ id: ids.huawei, certainty: 'certain', score: 1, ownerName: null }])
    expect(findDuplicates(workspace, { mail: 'li@mail.hengda.cn' })).toMatchObject([{ certainty: 'possible' }, { certainty: 'possible' }])
  })

  it('leaves out the customer himself, and answers what cannot be compared with nothing', () => {
    const { workspace, ids } = setupCustomers()
    expect(findDuplicates(workspace, { name: '华为', exceptId: ids.huawei })).toEqual([])
    for (const name of ['', '有', '。', '🙂'.repeat(100), '\u202eشركة', 'a'.repeat(500), '恒'.repeat(500)]) expect(findDuplicates(workspace, { name })).toEqual([])
    expect(findDuplicates(workspace, { creditCode: '914403001922038217', phone: '123', website: 'qq.com', mail: 'x' })).toEqual([])
  })

  it('knows a customer as he is now: changed, deleted, and by his people', () => {
    const { workspace, contact, ids } = setupCustomers()
    const wuxi = workspace.db.prepare<[string], Buffer>('SELECT id FROM customer WHERE name = ?').pluck().get('无锡恒达机械有限公司')
    if (!wuxi) throw new Error('not there')
    expect(findDuplicates(workspace, { phone: '13800138000' }).map(({ id }) => id)).toEqual([ids.wuxi])
    workspace.write({ kind: 'test' }, (records) => records.update('contact', contact, { phone: '139 0013 9000' }))
    expect(findDuplicates(workspace, { phone: '13800138000' })).toEqual([])
    expect(findDuplicates(workspace, { phone: '13900139000' }).map(({ id }) => id)).toEqual([ids.wuxi])
    workspace.write({ kind: 'test' }, (records) => records.update('customer', wuxi, { name: '海尔集团' }))
    expect(findDuplicates(workspace, { name: 'Haier Group' })).toMatchObject([{ id: ids.wuxi, reasons: [{ kind: 'pinyin' }] }])
    workspace.write({ kind: 'test' }, (records) => {
      for (const link of workspace.db.prepare<[], Buffer>('SELECT id FROM customer_contact').pluck().all()) records.remove('customer_contact', link)
      records.remove('customer', wuxi)
    })
    expect(findDuplicates(workspace, { name: '海尔集团' })).toEqual([])
    expect(workspace.db.prepare('SELECT count(*) FROM duplicate_customer').pluck().get()).toBe(2)
  })

  it('gives the same keys changed one by one and made anew', () => {
    const { workspace } = setupCustomers()
    const keys = (): unknown[] => workspace.db.prepare('SELECT c.id, k.key FROM duplicate_key k JOIN duplicate_customer c ON c.handle = k.handle ORDER BY c.id, k.key').all()
    refreshDuplicateKeys(workspace)
    workspace.write({ kind: 'test' }, (records) => records.insert('customer', { kind: 'firm', life_cycle: 'won', name: '深圳市长飞光纤有限公司', former_name: '长飞', phone: '0755-12345678' }))
    refreshDuplicateKeys(workspace)
    const bit = keys()
    staleDuplicateKeys(workspace)
    refreshDuplicateKeys(workspace)
    expect(keys()).toEqual(bit)
  })
})

describe('allDuplicates', () => {
  it('lists each pair once, those worth a look on request', () => {
    const { workspace } = setupCustomers()
    workspace.write({ kind: 'test' }, (records) => {
      records.insert('customer', { kind: 'firm', life_cycle: 'won', name: '蘇州恆達機械', code: 'C-9' })
      records.insert('customer', { kind: 'firm', life_cycle: 'won', name: '上海华为技术有限公司' })
    })
    const names = (withPossible: boolean): string[] => allDuplicates(workspace, withPossible).map(({ certainty, customers }) => `${certainty} ${customers.map(({ name }) => name).sort().join(' ')}`)
    expect(names(false)).toEqual(['strong 苏州恒达机械有限公司 蘇州恆達機械'])
    expect(names(true)).toEqual(['strong 苏州恒达机械有限公司 蘇州恆達機械', 'possible 上海华为技术有限公司 华为技术有限公司', 'possible 无锡恒达机械有限公司 苏州恒达机械有限公司'])
  })
})
