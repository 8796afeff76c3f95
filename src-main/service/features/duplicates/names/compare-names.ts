import { pinyinOf } from '../../pinyin/public.ts'
import { groupOf, isCommonTrade } from './industries.ts'
import { differenceOf, editDistance } from './edit-distance.ts'
import type { ParsedName } from './parse-name.ts'
import { compareRegions } from './regions.ts'

/** How two names are alike: the same chosen name, the same sound, the same sound in two scripts, or a slip of the finger. */
export type NameLikeness = 'name' | 'sound' | 'pinyin' | 'spelling'

export interface NameMatch {
  readonly kind: NameLikeness
  /** 0 to 1. `STRONG` and more means: we take it for the same firm. */
  readonly score: number
}

/** From this score on two records are taken for one firm; below, they are worth a look. */
export const STRONG = 0.8
const LOOK = 0.6

/**
 * Says whether two names may mean the same firm; null when they do not.
 *
 * The registers keep a name unique by region, chosen name and trade together, not by the chosen name alone. So two names that are written out with their legal form and differ in any of
 * these are two firms, while a short form may leave parts out. On that stand the rules:
 * - different branches, regions, trades, numbers (一, 二), kinds of body (厂, 医院) or directions (东, 西) are different firms, however alike the rest;
 * - the chosen name must be equal, sound equal, or differ by a slip that is small beside its length: of two characters none, since 恒达 and 恒远 are two firms;
 * - a part that is missing on one side leaves a strong match only where that side is a short form; otherwise it is worth a look, no more.
 *
 * Edge    symmetric; a name that holds nothing comparable is like none.
 * Cost    below 1 µs for names of different chosen names.
 * Source  State Council decree 734 (2020), articles 6 and 17; Christen, Data Matching (2012), chapters 4 and 5, on comparing field by field after standardising.
 */
export function compareNames(a: ParsedName, b: ParsedName): NameMatch | null {
  if (a.core === '' || b.core === '') return null
  if (a.branch !== b.branch) return null
  if (a.body !== b.body && a.body !== null && b.body !== null) return null
  const region = compareRegions(a.region, b.region)
  if (region === 'differs') return null
  if (a.isHan !== b.isHan) return acrossScripts(a, b)
  if (a.numbers !== b.numbers) return null
  const trades = a.isHan ? compareTrades(a.trades, b.trades) : compareEnglish(a.englishTrades, b.englishTrades)
  const likeness = likenessOf(a, b, trades)
  if (likeness === null) return null
  const { kind, score, isWhole = false } = likeness
  const isFull = !isParentAndShare(a, b) && (isWhole ? region !== 'within' : mayLeaveOut(a, b) && mayLeaveOut(b, a))
  return { kind, score: isFull ? score : Math.min(score, LOOK) }
}

/** Whether two names say of each other that they are different firms: another place, branch, number or trade. */
export function contradict(a: ParsedName, b: ParsedName): boolean {
  if (a.isHan !== b.isHan) return false
  const trades = a.isHan ? compareTrades(a.trades, b.trades) : compareEnglish(a.englishTrades, b.englishTrades)
  return a.branch !== b.branch || compareRegions(a.region, b.region) === 'differs' || a.numbers !== b.numbers || trades === 'differs'
}

/** `isWhole` where the names were compared with region and trade, since a slip hides these on one side: then nothing is missing. */
type Likeness = NameMatch & { readonly isWhole?: boolean }

type TradeRelation = 'same' | 'part' | 'differs'

function compareTrades(a: readonly string[], b: readonly string[]): TradeRelation {
  const [fewer, more] = a.length <= b.length ? [a, b] : [b, a]
  if (!fewer.every((trade) => more.includes(trade))) return 'differs'
  return fewer.length === more.length ? 'same' : 'part'
}

function compareEnglish(a: ParsedName['englishTrades'], b: ParsedName['englishTrades']): TradeRelation {
  const [fewer, more] = a.length <= b.length ? [a, b] : [b, a]
  if (!fewer.every((groups) => more.some((others) => others.some((group) => groups.includes(group))))) return 'differs'
  return fewer.length === more.length ? 'same' : 'part'
}

/** Whether `short` may lack what `long` says: region and trade, when it is the short form of the two. */
function mayLeaveOut(long: ParsedName, short: ParsedName): boolean {
  const missing = long.isHan
    ? long.trades.filter((trade) => !short.trades.includes(trade))
    : long.englishTrades.flatMap((groups) => (short.englishTrades.some((others) => others.some((group) => groups.includes(group))) ? [] : groups))
  const region = compareRegions(long.region, short.region)
  const lacksRegion = (region === 'missing' && short.region === null) || (region === 'within' && isWider(short, long))
  if (missing.length === 0 && !lacksRegion) return true
  if (short.isFormal || !long.isFormal) return false
  if (missing.length === 0) return true
  const hasTrade = short.trades.length + short.englishTrades.length > 0
  // a chosen name of three characters is seldom shared by firms that do not belong together
  const isRare = [...short.core].length >= (short.isHan ? 3 : 8)
  return hasTrade || isRare || missing.every(isCommonTrade) || (region === 'same' && short.region !== null)
}

function isWider(a: ParsedName, b: ParsedName): boolean {
  return (a.region?.city === '' && b.region?.city !== '') || (a.region?.county === '' && b.region?.county !== '')
}

/** 中国石油天然气集团有限公司 owns 中国石油天然气股份有限公司, and is not it. */
function isParentAndShare(a: ParsedName, b: ParsedName): boolean {
  return a.isFormal && b.isFormal && ((a.isGroup && !a.isShare && b.isShare && !b.isGroup) || (b.isGroup && !b.isShare && a.isShare && !a.isGroup))
}

function likenessOf(a: ParsedName, b: ParsedName, trades: TradeRelation): Likeness | null {
  if (a.core === b.core) return trades === 'differs' ? null : { kind: 'name', score: trades === 'same' ? 0.95 : 0.9 }
  if (a.isGeneric && b.isGeneric && isSameNational(a, b)) return { kind: 'name', score: 0.9 }
  if (!a.isHan) return (a.isGeneric || b.isGeneric ? null : bySlip(a, b, trades)) ?? bySlipInAll(a, b)
  if (a.isGeneric && b.isGeneric && !a.isStub && !b.isStub) return null
  if (a.isGeneric || b.isGeneric) return bySoundOfAll(a, b) ?? bySlipInName(a, b)
  const heard = byBeginning(a, b) ?? (trades === 'same' ? bySound(a, b, trades) : bySoundOfAll(a, b))
  return heard ?? bySound(a, b, trades) ?? bySlip(a, b, trades) ?? (trades === 'same' ? bySlipInRegion(a, b) : null)
}

/** 国际航空 for 中国国际航空. */
function isSameNational(a: ParsedName, b: ParsedName): boolean {
  const [long, short] = a.core.length > b.core.length ? [a, b] : [b, a]
  return !short.isFormal && short.core.length >= 4 && long.core === `中国${short.core}`
}

/** 药明康德 for 药明康德新药开发股份有限公司: a word for the trade that we do not know stands behind the chosen name. */
function byBeginning(a: ParsedName, b: ParsedName): Likeness | null {
  const [long, short] = a.core.length > b.core.length ? [a, b] : [b, a]
  const length = [...short.core].length
  if (short.isFormal || short.trades.length > 0 || length < 3 || !long.core.startsWith(short.core)) return null
  return { kind: 'name', score: length >= 4 && long.isFormal ? 0.85 : LOOK, isWhole: true }
}

function soundAlike(first: readonly string[], second: readonly string[]): boolean {
  return first.length === second.length && first.every((one, index) => one === second[index] || pinyinOf(one).full === pinyinOf(second[index] ?? '').full)
}

function bySound(a: ParsedName, b: ParsedName, trades: TradeRelation): Likeness | null {
  const [first, second] = [[...a.core], [...b.core]]
  if (trades === 'differs' || first.length !== second.length || !soundAlike(first, second)) return null
  // many firms share three syllables (艾利斯, 艾丽丝), fewer also trade or place
  const isSameRest = trades === 'same' && compareRegions(a.region, b.region) === 'same' && (a.trades.length > 0 || a.region !== null)
  return { kind: 'sound', score: first.length >= 4 || isSameRest ? 0.85 : 0.5 }
}

/** A slip outside the chosen name makes part of it unreadable: 北京因行, 海天调巍食品. All of it sounds the same. */
function bySoundOfAll(a: ParsedName, b: ParsedName): Likeness | null {
  const [first, second] = [[...a.written], [...b.written]]
  if (first.length < 4 || !soundAlike(first, second) || first.filter((one, index) => one !== second[index]).length > 2) return null
  return { kind: 'sound', score: 0.82, isWhole: true }
}

/** A character was forgotten or swapped so that nothing of the chosen name can be read any more. */
function bySlipInName(a: ParsedName, b: ParsedName): Likeness | null {
  const [first, second] = [[...a.written], [...b.written]]
  if (Math.min(first.length, second.length) < 5 || editDistance(first, second, 1) !== 1) return null
  const isForgotten = (a.isStub && first.length < second.length) || (b.isStub && second.length < first.length)
  return isForgotten || (first.length === second.length && isSwap(first, second)) ? { kind: 'spelling', score: 0.82, isWhole: true } : null
}

/** Jiagnxi Copper: the same in letters. */
function bySlipInAll(a: ParsedName, b: ParsedName): Likeness | null {
  if (Math.min(a.written.length, b.written.length) < 12 || editDistance([...a.written], [...b.written], 1) !== 1) return null
  return { kind: 'spelling', score: 0.82, isWhole: true }
}

/** 苏洲恒达机械: the region of one side could not be read, and all behind it is equal. */
function bySlipInRegion(a: ParsedName, b: ParsedName): Likeness | null {
  if ((a.region === null) === (b.region === null)) return null
  const [first, second] = [[...a.written], [...b.written]]
  if (Math.min(first.length, second.length) < (a.isHan ? 5 : 12) || editDistance(first, second, 1) !== 1) return null
  const slip = differenceOf(first, second)
  const read = a.region === null ? b : a
  const isBefore = slip.at < [...read.written].length - [...read.whole].length
  return isBefore && !isTelling(slip.from, slip.to) ? { kind: 'spelling', score: 0.82, isWhole: true } : null
}

function bySlip(a: ParsedName, b: ParsedName, trades: TradeRelation): Likeness | null {
  if (trades === 'differs' && a.trades.length > 0 && b.trades.length > 0) return null
  if (!a.isHan && trades === 'differs') return null
  // a slip inside the trade makes it part of the chosen name: 恒达机戒
  const isInTrade = trades !== 'same'
  const [first, second] = isInTrade ? [[...a.whole], [...b.whole]] : [[...a.core], [...b.core]]
  const length = Math.max(first.length, second.length)
  const [one, two] = a.isHan ? [4, 7] : [6, 10]
  if (isSwappedPair(a, b, trades)) return { kind: 'spelling', score: 0.82 }
  if (length < one - 1) return null
  const most = length >= two ? 2 : 1
  const distance = editDistance(first, second, most)
  if (distance > most) return null
  const slip = differenceOf(first, second)
  const isSwapped = distance === 1 && first.length === second.length && isSwap(first, second)
  if (!isSwapped && isTelling(slip.from, slip.to)) return null
  // the chosen name stands in front: 恒远泵类维修 is not 恒达泵类维修, though we do not know the word for the trade
  if (a.isHan && slip.at < 2 && slip.from !== '' && slip.to !== '' && !isSwapped) return { kind: 'spelling', score: 0.5 }
  const isSmall = a.isHan ? (length >= one || isSwapped) && (!isInTrade || isSwapped || (length > one && touchesTradeOnly(a, b, slip.at))) : length >= one && slip.at > 0
  return { kind: 'spelling', score: isSmall ? 0.82 : 0.5, isWhole: isInTrade && isSmall && a.isHan }
}

/** 金紫矿业 for 紫金矿业: that both are firms of one trade is unlikely. */
function isSwappedPair(a: ParsedName, b: ParsedName, trades: TradeRelation): boolean {
  if (!a.isHan || trades !== 'same' || a.trades.length === 0) return false
  const [first, second] = [[...a.core], [...b.core]]
  return first.length === 2 && second.length === 2 && first[0] === second[1] && first[1] === second[0]
}

/** Whether two neighbours changed places; callers know that it is one slip. */
function isSwap(first: readonly string[], second: readonly string[]): boolean {
  return first.filter((one, index) => one !== second[index]).length === 2
}

/** Whether the slip lies behind the chosen name of that side whose trade could be read. */
function touchesTradeOnly(a: ParsedName, b: ParsedName, at: number): boolean {
  const read = a.trades.length >= b.trades.length ? a : b
  return at >= [...read.core].length
}

const TELLING: readonly string[] = ['东南西北中', '大小', '新老旧', '上下', '前后', '左右', '甲乙丙丁', '红黄蓝绿白黑', '春夏秋冬', '金木水火土']

/** Characters of one row that stand for each other make two firms: 东方 and 西方. */
function isTelling(from: string, to: string): boolean {
  if (/\d/.test(from + to)) return true
  return TELLING.some((row) => from !== '' && to !== '' && [...from].every((one) => row.includes(one)) && [...to].every((one) => row.includes(one)))
}

/** A Chinese name and the same in Latin letters: Hengda Machinery for 恒达机械. Names that are translated (Lenovo for 联想) are not known. */
function acrossScripts(a: ParsedName, b: ParsedName): NameMatch | null {
  const [han, latin] = a.isHan ? [a, b] : [b, a]
  if (han.isGeneric || latin.core.length < 4) return null
  if (han.spoken !== latin.core) return null
  const groups = han.trades.map(groupOf)
  const isKnown = latin.englishTrades.every((words) => words.some((group) => groups.includes(group)))
  if (!isKnown) return latin.englishTrades.some((words) => words.some((group) => groups.includes(group))) || groups.length === 0 ? { kind: 'pinyin', score: 0.5 } : null
  const hasTrade = groups.length === 0 || latin.englishTrades.length > 0 || groups.every((group) => isCommonTrade(group))
  return { kind: 'pinyin', score: hasTrade && latin.core.length >= 5 ? 0.85 : 0.5 }
}
