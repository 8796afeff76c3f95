import type { Customer, Duplicate, DuplicateQuery } from '#shared/contract/customers.contract.ts'
import { customerAt } from './made-up.ts'

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

/** Made-up doubles: one that settles it for a credit code, likely ones for 恒, else one that is worth a look. */
export function duplicatesOf({ name = '', creditCode }: DuplicateQuery): Duplicate[] {
  const look: Duplicate = {
    id: id(1003), code: 'C-00004', name: '上海恒达机械有限公司', ownerName: null, score: 0.6, certainty: 'possible', reasons: [{ kind: 'name', value: '' }],
  }
  if (name.startsWith('华')) return [{ ...look, name: '上海华为技术有限公司' }]
  const likely: Duplicate[] = [
    { id: id(1001), code: 'C-00002', name: '苏州市恒达机械（集团）有限公司', ownerName: '林雨桐', score: 0.99, certainty: 'strong', reasons: [{ kind: 'name', value: '' }, { kind: 'phone', value: '051266668888' }] },
    { id: id(1002), code: null, name: '苏州恒大机械有限公司', ownerName: '陈思远', score: 0.85, certainty: 'strong', reasons: [{ kind: 'sound', value: '' }] },
    look,
  ]
  if (!creditCode) return likely
  return [{ id: id(1000), code: 'C-00001', name: '华为技术有限公司', ownerName: '赵敏', score: 1, certainty: 'certain', reasons: [{ kind: 'credit-code', value: creditCode }] }, ...likely]
}

export function summaryOf(customer: string) {
  const { code, name, kind, grade, lifeCycle, industry, region, phone, ownerName } = customerAt(1)
  const file: Customer = {
    id: customer, code, name, kind, grade, lifeCycle, industry, region, phone, ownerName, shortName: null, formerName: null, creditCode: null, address: null, website: null, source: null, ownerId: null,
    orgUnitId: null, orgUnitName: null, parentId: null, parentName: null, preferredChannel: null, creditLimitMinor: null, creditDays: null, note: null, createdAt: 0, updatedAt: 0,
  }
  return {
    customer: file, sales12Minor: 12_345_600, salesPrevious12Minor: 9_876_500, sales12AsOf: '2026-11-24', currency: 'CNY', openOpportunities: 2, openOpportunitiesMinor: 3_400_000, lastOrderOn: '2026-11-02',
    lastContactOn: '2026-11-20', nextStep: null, completeness: 60, missingFields: [],
  }
}
