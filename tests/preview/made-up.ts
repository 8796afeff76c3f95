import type { CustomerRow } from '#shared/contract/customers.contract.ts'

const towns = ['苏州', '宁波', '无锡', '青岛', '佛山', '成都', '合肥', '常州', '厦门', '长沙']
const trades = ['精密铸造', '轴承', '传动机械', '电气设备', '液压件', '自动化', '模具', '汽车零部件']
const owners = ['陈思远', '林雨桐', '王海峰', '赵敏', '周子涵']
const grades = ['VIP', 'A', 'B', 'C', 'D'] as const

/** Gives the n-th made-up customer; the same n gives the same one. */
export function customerAt(n: number): CustomerRow {
  const town = towns[n % towns.length] ?? ''
  const trade = trades[(n * 7) % trades.length] ?? ''
  return {
    id: `00000000-0000-7000-8000-${String(n + 1000).padStart(12, '0')}`,
    code: `C-${String(n + 1).padStart(5, '0')}`,
    name: `${town}${['恒通', '远大', '华瑞', '金川', '盛达', '鼎新'][(n * 5) % 6]}${trade}有限公司`,
    shortName: null,
    kind: 'firm',
    grade: grades[(n * 3) % 5] ?? null,
    lifeCycle: 'stable',
    industry: trade,
    region: town,
    source: null,
    phone: `138${String(10_000_000 + ((n * 7919) % 89_999_999))}`,
    ownerId: null,
    ownerName: owners[n % owners.length] ?? null,
    orgUnitId: null,
    orgUnitName: null,
    createdAt: 0,
    updatedAt: 0,
    sales12Minor: n % 17 === 16 ? -1_250_000 : Math.round(498_000_000 / (n + 1)) * 10 + 34,
    lastOrderOn: `2026-${String((n % 11) + 1).padStart(2, '0')}-${String((n % 27) + 1).padStart(2, '0')}`,
    lastContactOn: `2026-11-${String((n % 23) + 1).padStart(2, '0')}`,
    nextStepOn: null,
  }
}
