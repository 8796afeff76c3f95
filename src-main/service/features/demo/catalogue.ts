import type { Random } from './random.ts'

export interface DemoProduct {
  readonly code: string
  readonly name: string
  readonly category: string
  readonly unit: string
  readonly priceMinor: number
  readonly costMinor: number
}

interface Family {
  readonly category: string
  readonly code: string
  readonly noun: string
  readonly unit: string
  readonly low: number
  readonly high: number
  /** Cost of goods as a share of the price. */
  readonly costShare: number
}

/** What a maker of pumps and valves sells; prices in yuan. */
const FAMILIES: readonly Family[] = [
  { category: '离心泵', code: 'LX', noun: '卧式离心泵', unit: '台', low: 900, high: 18_000, costShare: 0.66 },
  { category: '潜水泵', code: 'QS', noun: '潜水排污泵', unit: '台', low: 600, high: 9000, costShare: 0.7 },
  { category: '阀门', code: 'FM', noun: '法兰闸阀', unit: '只', low: 80, high: 3200, costShare: 0.61 },
  { category: '电机', code: 'DJ', noun: '三相异步电机', unit: '台', low: 450, high: 12_000, costShare: 0.74 },
  { category: '控制柜', code: 'KZ', noun: '变频控制柜', unit: '套', low: 2600, high: 38_000, costShare: 0.55 },
  { category: '配件', code: 'PJ', noun: '机械密封件', unit: '件', low: 12, high: 480, costShare: 0.42 },
]

/** Gives the products of the demo firm, the categories in turn. */
export function makeCatalogue(random: Random, count: number): DemoProduct[] {
  return Array.from({ length: count }, (_, index) => {
    const family = FAMILIES[index % FAMILIES.length]
    if (!family) throw new Error('catalogue: no family')
    const size = Math.floor(index / FAMILIES.length) + 1
    const yuan = Math.round(family.low * (family.high / family.low) ** random.next())
    return {
      code: `${family.code}-${String(size * 5).padStart(3, '0')}`,
      name: `${family.noun} ${family.code}${String(size * 5)}`,
      category: family.category,
      unit: family.unit,
      priceMinor: yuan * 100,
      costMinor: Math.round(yuan * 100 * (family.costShare + random.between(-0.05, 0.05))),
    }
  })
}
