import { pinyinOf } from '../../pinyin/public.ts'

/**
 * Words for what a firm does. One line a trade: its key, Chinese words that mean the same, English words. Keys that begin alike are one word in English
 * (科技 and 技术 are both "technology"), and two in Chinese, where they tell firms apart.
 */
const TRADES = `
tech.a 科技 | technology technologies tech
tech.b 技术 | technology technologies tech
trade.a 贸易 | trading trade
trade.b 商贸 | trading trade
trade.c 经贸 | trading trade
trade.d 进出口 | importexport import export
industry.a 实业 | industrial industry industries enterprise enterprises
industry.b 工业 | industrial industry industries
industry.c 产业 | industrial industry industries
develop 发展 | development
develop.b 开发 | development
invest 投资 | investment investments
global 国际 | international intl
enterprise 企业 | enterprise enterprises
manage 管理 | management
consult 咨询 | consulting consultants
service 服务 | service services
machine.a 机械 | machinery machine
machine.b 机电 | electromechanical
machine.c 机床 | machinetool
machine.d 重工 | heavy
machine.e 重型 | heavy
machine.f 机器 | machinery machine
equipment.a 设备 | equipment equipments
equipment.b 装备 | equipment
make.a 制造 | manufacturing
precision 精密 精工 | precision
instrument 仪器 仪表 仪器仪表 | instrument instruments
electronics.a 电子 | electronics electronic
electronics.b 微电子 | microelectronics
electric.a 电气 | electric electrical
electric.b 电器 | electric electrical appliance appliances
electric.c 家电 家用电器 | appliance appliances
electric.d 电机 | motor motors
electric.e 电工 | electric electrical
power.a 电力 | power
power.b 动力 | power
power.c 水电 | hydropower
power.d 电源 | power
power.e 发电 | powergeneration
energy.a 能源 | energy
energy.b 新能源 | newenergy energy
energy.c 燃气 天然气 | gas
energy.d 石油 | petroleum oil
energy.e 石化 石油化工 | petrochemical
energy.f 煤业 煤炭 | coal
energy.g 光伏 太阳能 | solar photovoltaic
battery 电池 | battery batteries
optics.a 光电 | optoelectronics photoelectric
optics.b 光学 | optical optics
chip 半导体 | semiconductor semiconductors
circuit 集成电路 | ic
display 显示 | display
communication 通信 通讯 | communication communications telecom
network 网络 | network networks
software 软件 | software
information 信息 | information
data 数据 | data
digital 数码 数字 | digital
computer 计算机 电脑 | computer computers
smart 智能 | intelligent smart
robot 机器人 | robot robots robotics
automation 自动化 | automation
control 控制 | control controls
terminal 终端 | terminal device devices
cloud 云计算 | cloud
security 安防 | securityequipment
auto.a 汽车 | automobile automotive auto motor motors
auto.b 客车 | bus
auto.c 卡车 | truck
auto.d 汽车零部件 汽配 | autoparts
parts 零部件 部件 配件 | parts components
bearing 轴承 | bearing bearings
valve 阀门 | valve valves
pump 泵业 水泵 | pump pumps
tool 工具 | tool tools
mould 模具 | mould mold
ship 船舶 造船 | shipbuilding shipping
rail 轨道交通 | rail railway
air.a 航空 | airlines aviation airline
air.b 航天 | aerospace
port 港口 港务 | port
logistics.a 物流 | logistics
logistics.b 快递 速递 | express
logistics.c 运输 | transport transportation
logistics.d 供应链 | supplychain
express 速运 | express
steel.a 钢铁 | steel iron
steel.b 特钢 | specialsteel
metal.a 金属 | metal metals
metal.b 有色 有色金属 | nonferrous
metal.c 铝业 | aluminum aluminium
metal.d 铜业 | copper
metal.e 矿业 | mining
metal.f 黄金 | gold
metal.g 五金 | hardware
metal.h 冶金 | metallurgy
material.a 材料 | material materials
material.b 新材料 | newmaterial material materials
material.c 建材 建筑材料 | buildingmaterial
material.d 水泥 | cement
material.e 玻璃 | glass
material.f 陶瓷 | ceramics ceramic
material.g 塑料 塑胶 | plastic plastics
material.h 橡胶 | rubber
material.i 轮胎 | tire tyre
material.j 纸业 造纸 | paper
material.k 包装 | packaging
chemistry.a 化工 | chemical chemicals
chemistry.b 化学 | chemical chemistry
chemistry.c 化纤 | fiber fibre
chemistry.d 涂料 | coating coatings paint
build.a 建筑 | construction building
build.b 建设 | construction
build.c 工程 | engineering
build.d 安装 | installation
build.e 装饰 | decoration
build.f 建筑安装 建安 | construction
build.g 建工 | construction
estate.a 地产 房地产 置业 | realestate property properties
estate.b 物业 | property properties
water.a 水务 | water
water.b 水处理 | watertreatment
water.c 水利 | waterconservancy
hvac 暖通 空调 制冷 | airconditioning hvac
environment 环保 环境 | environmental environment
medicine.a 医药 | pharmaceutical pharmaceuticals pharma medicine
medicine.b 制药 药业 | pharmaceutical pharmaceuticals pharma
medicine.c 医疗 | medical
medicine.d 医疗器械 | medicaldevice
medicine.e 生物 | biotech biological bio
medicine.f 健康 | health
medicine.g 大药房 药店 | pharmacy
food.a 食品 | food foods
food.b 乳业 | dairy
food.c 饮料 | beverage
food.d 酒业 酒厂 | liquor
food.e 啤酒 | beer brewery
food.f 餐饮 | catering restaurant
food.g 粮油 | oils
food.h 茶业 | tea
farm.a 农业 | agriculture agricultural
farm.b 牧业 | husbandry
farm.c 种业 | seed
textile.a 纺织 | textile textiles
textile.b 服装 服饰 | garment apparel clothing
textile.c 家纺 | hometextile
shoe 鞋业 | shoes
furniture 家居 家具 | furniture home
toy 玩具 | toys
sport 体育 | sports
culture.a 文化 | culture cultural
culture.b 传媒 | media
culture.c 影视 | film
culture.d 广告 | advertising
culture.e 出版 | publishing
culture.f 旅游 | tourism travel
culture.g 酒店 | hotel hotels
education 教育 | education
print 印刷 | printing
shop.a 百货 | departmentstore
shop.b 超市 | supermarket
shop.c 商业 | commercial
shop.d 零售 | retail
shop.e 电子商务 电商 | ecommerce
bank 银行 | bank
insurance.a 保险 | insurance
insurance.b 人寿保险 人寿 | lifeinsurance
insurance.c 财产保险 财险 | propertyinsurance
finance.a 证券 | securities
finance.b 基金 | fund
finance.c 信托 | trust
finance.d 期货 | futures
finance.e 租赁 | leasing
finance.f 资本 | capital
finance.g 金融 | financial finance
asset 资产 | asset assets
jewel 珠宝 | jewellery jewelry
fibre 光纤 光缆 光纤光缆 | opticalfibre opticalfiber
season 调味品 调味食品 | seasoning
accountant 会计师事务所 会计事务所 | accountants
lawyer 律师事务所 | lawfirm
design 设计 设计院 | design
hospital 医院 | hospital
institute.a 研究院 | institute
institute.b 研究所 | institute
school.a 大学 | university
school.b 学院 | college
shipping 海运 | shipping marine
works 机床厂 | machinetool`

/** These are so common that who speaks of a firm leaves them out. */
const COMMON = new Set(['tech', 'trade', 'industry', 'develop', 'invest', 'global', 'enterprise', 'manage'])

const byWord = new Map<string, string>()
const byEnglish = new Map<string, Set<string>>()
for (const line of TRADES.trim().split('\n')) {
  const [chinese = '', english = ''] = line.split(' | ')
  const [key = '', ...words] = chinese.split(' ')
  for (const word of words) {
    byWord.set(word, key)
    addEnglish(pinyinOf(word).full, key)
  }
  for (const word of english.split(' ')) addEnglish(word, key)
}
const LONGEST = Math.max(...[...byWord.keys()].map((word) => word.length))

function addEnglish(word: string, key: string): void {
  const groups = byEnglish.get(word) ?? new Set<string>()
  byEnglish.set(word, groups.add(groupOf(key)))
}

/** The part of a trade's key that English knows too. */
export function groupOf(trade: string): string {
  return trade.split('.')[0] ?? trade
}

export function isCommonTrade(trade: string): boolean {
  return COMMON.has(groupOf(trade))
}

export interface SplitTrades {
  /** What is left: the name that the firm chose. */
  readonly core: string
  readonly trades: readonly string[]
  /** The words as they stood. */
  readonly text: string
}

/** Takes the words for trades off the end of a Chinese name. Edge: `core` is empty when the name is nothing but such words. */
export function splitTrades(name: string): SplitTrades {
  const trades: string[] = []
  let core = name
  for (;;) {
    const word = lastWord(core)
    if (word === null) break
    trades.unshift(byWord.get(word) ?? word)
    core = core.slice(0, -word.length)
  }
  return { core, trades, text: name.slice(core.length) }
}

function lastWord(name: string): string | null {
  for (let length = Math.min(LONGEST, name.length); length >= 2; length -= 1) {
    const word = name.slice(-length)
    if (byWord.has(word)) return word
  }
  return null
}

/** Gives the groups of trades that an English word, or the pinyin of a Chinese one, may mean. */
export function englishTrade(word: string): readonly string[] | null {
  const groups = byEnglish.get(word)
  return groups === undefined ? null : [...groups]
}
