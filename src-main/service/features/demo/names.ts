import type { Random } from './random.ts'

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕']
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉建国志文斌鹏辉宁晨雪梅琳峰海波云飞']

/** Names of people, none twice: a demo in which two people share a name would only confuse. */
export function createPeople(random: Random): () => string {
  const used = new Set<string>()
  return () => {
    for (;;) {
      const name = random.pick(SURNAMES) + random.pick(GIVEN) + (random.chance(0.75) ? random.pick(GIVEN) : '')
      if (used.has(name)) continue
      used.add(name)
      return name
    }
  }
}

const FIRST = [...'恒华鑫宏瑞泰嘉金中联博创天远盛佳永顺德兴百安信达海润东方新亚汇']
const SECOND = [...'源通达丰和邦力科诚锐腾航宇峰泽凯隆昌茂洁清流']
const TRADES = ['机电', '水务', '环保工程', '化工', '食品', '医药', '建筑安装', '暖通设备', '水处理', '冶金', '纺织', '能源', '造纸', '农业科技', '物业'] as const

export interface CompanyName {
  readonly full: string
  readonly short: string
  readonly industry: string
}

/** Names of firms in a city, none twice. Edge: when the syllables run out a number is added, as branches do. */
export function createCompanies(random: Random): (city: string, isDealer: boolean) => CompanyName {
  const used = new Map<string, number>()
  return (city, isDealer) => {
    const core = random.pick(FIRST) + random.pick(SECOND)
    const industry = isDealer ? '水泵经销' : random.pick(TRADES)
    const stem = `${city}${core}${isDealer ? '泵业贸易' : industry}`
    const times = (used.get(stem) ?? 0) + 1
    used.set(stem, times)
    const ordinal = times === 1 ? '' : `第${String(times)}分`
    return { full: `${stem}有限公司${ordinal === '' ? '' : `${ordinal}公司`}`, short: `${core}${isDealer ? '泵业' : industry}${ordinal}`, industry }
  }
}
