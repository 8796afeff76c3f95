import type { Random } from './random.ts'

export interface DemoRep {
  readonly name: string
  readonly unitPath: string
  /** Where his customers are: province and city. */
  readonly province: string
  readonly city: string
  /** 1 is average: how often he wins, and how diligently he logs. */
  readonly skill: number
}

interface Branch {
  readonly path: string
  readonly province: string
  readonly city: string
}

export const BRANCHES: readonly Branch[] = [
  { path: '华东/上海', province: '上海', city: '上海' },
  { path: '华东/苏州', province: '江苏', city: '苏州' },
  { path: '华东/杭州', province: '浙江', city: '杭州' },
  { path: '华南/广州', province: '广东', city: '广州' },
  { path: '华南/深圳', province: '广东', city: '深圳' },
  { path: '华北/北京', province: '北京', city: '北京' },
  { path: '华北/天津', province: '天津', city: '天津' },
  { path: '西南/成都', province: '四川', city: '成都' },
  { path: '西南/重庆', province: '重庆', city: '重庆' },
  { path: '华中/武汉', province: '湖北', city: '武汉' },
]

/** Gives the representatives, spread over the branches. */
export function makeReps(random: Random, count: number, nextName: () => string): DemoRep[] {
  return Array.from({ length: count }, (_, index) => {
    const branch = BRANCHES[index % BRANCHES.length]
    if (!branch) throw new Error('organisation: no branch')
    return { name: nextName(), unitPath: branch.path, province: branch.province, city: branch.city, skill: random.between(0.7, 1.35) }
  })
}
