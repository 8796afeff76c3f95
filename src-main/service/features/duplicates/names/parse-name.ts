import { pinyinOf } from '../../pinyin/public.ts'
import { englishTrade, splitTrades } from './industries.ts'
import { LATIN_FORMS, LATIN_GROUP, LATIN_LEGAL, splitLegalForm } from './legal-forms.ts'
import { compareRegions, regionOf, type Region, splitRegionAhead, splitRegionBehind, spokenRegion } from './regions.ts'
import { simplify } from './traditional.ts'

/** A name taken apart. */
export interface ParsedName {
  /** Whether it has Chinese characters; else it was read as words. */
  readonly isHan: boolean
  /** The name that the firm chose 字号, as it is compared; empty when the name holds nothing comparable. */
  readonly core: string
  /** How the core is spoken: pinyin, or the core itself. */
  readonly spoken: string
  /** What the firm does, as keys of trades; of English words each with all that it may mean. */
  readonly trades: readonly string[]
  readonly englishTrades: readonly (readonly string[])[]
  /** Core and trades as they stood, for finding slips. */
  readonly whole: string
  /** All but the legal form, for finding slips in the region. */
  readonly written: string
  readonly region: Region | null
  /** Which branch it is; null for the firm itself. */
  readonly branch: string | null
  readonly body: string | null
  readonly isFormal: boolean
  readonly isShare: boolean
  readonly isGroup: boolean
  /** The core is only a region or a trade (中国银行): one other character is another firm. */
  readonly isGeneric: boolean
  /** One character is left of the chosen name. No firm is called so (decree 734, article 8): one was forgotten. */
  readonly isStub: boolean
  /** Numbers and ordinals in the order in which they stand. */
  readonly numbers: string
}

const HAN = /\p{Script=Han}/u
const BRACKETS = /[（(【[〔《「]([^（()）【】[\]〔〕《》「」]*)[)）】\]〕》」]/g
const NOT_COMPARED = /[^\p{L}\p{N}\p{Extended_Pictographic}]/gu
const BRANCH = /(分公司|分行|支行|分店|分厂|分院|分部|营业部|营业厅|营业所|办事处|代表处|经营部|门市部|专卖店|旗舰店)$/
const LONGEST_NAME = 200

/**
 * Takes a firm's name apart: region, chosen name 字号, trade, legal form, and branch.
 *
 * Edge    long names are cut after 200 characters. A part is only taken off where something is left; a name that is nothing but region and trade
 *         (中国银行) is its own core.
 * Cost    about 10 µs.
 * Source  the parts of a name: State Council decree 734 (2020) on registering names of enterprises, article 6.
 */
export function parseName(name: string): ParsedName {
  const folded = foldName(name)
  return HAN.test(folded) ? parseHan(folded) : parseWords(folded)
}

/** Narrow, lower case, simplified, without accents of Latin letters. */
export function foldName(name: string): string {
  const start = [...name.slice(0, LONGEST_NAME * 2)].slice(0, LONGEST_NAME).join('')
  const narrow = start.normalize('NFKC').toLowerCase()
  const plain = /[\u00c0-\u024f]/.test(narrow) ? narrow.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').normalize('NFC') : narrow
  return HAN.test(plain) ? simplify(plain) : plain
}

function parseHan(folded: string): ParsedName {
  let bracketed: Region | null = null
  let isBracketGroup = false
  const flat = folded.replace(BRACKETS, (_, inner: string) => {
    const text = inner.replace(NOT_COMPARED, '')
    const region = regionOf(text)
    if (region !== null && bracketed === null) {
      bracketed = region
      return ''
    }
    if (/^(?:中国|china)$/.test(text)) return ''
    if (/^(?:集团|控股)$/.test(text)) {
      isBracketGroup = true
      return ''
    }
    // the same name in English behind the Chinese one
    return HAN.test(text) || /^\d+$/.test(text) ? text : ''
  })
  const letters = flat.replace(NOT_COMPARED, '')
  const { head, branch } = splitBranch(letters)
  const form = splitLegalForm(head)
  const isNational = /^中(?:国|华人民共和国)/.test(form.rest) && [...form.rest].length >= 4
  const national = isNational ? form.rest.replace(/^中(?:国|华人民共和国)/, '') : form.rest
  const named = splitRegionAhead(/..中国$/u.test(national) ? national.slice(0, -2) : national)
  const ahead: Region | null = named.region ?? bracketed
  const behind = ahead === null ? splitRegionBehind(named.rest) : { region: null, rest: named.rest }
  const split = splitTrades(behind.rest)
  // nothing, or one letter, is left of the chosen name: 上海汽车, 中国银行. Then the region is part of the name.
  const isGeneric = [...split.core].length < 2
  const isOfRegion = isGeneric && named.region !== null
  const core = isGeneric ? (isNational ? '中国' : '') + shortRegion(named.region) + behind.rest : split.core
  return {
    isHan: true,
    core,
    spoken: pinyinOf(core).full || core,
    trades: isGeneric ? [] : split.trades,
    englishTrades: [],
    whole: isGeneric ? core : behind.rest,
    written: form.rest,
    region: isOfRegion ? bracketed : (ahead ?? behind.region),
    branch,
    body: form.body,
    isFormal: form.isFormal,
    isShare: form.isShare,
    isGroup: form.isGroup || isBracketGroup,
    isGeneric,
    isStub: [...split.core].length === 1,
    numbers: numbersIn(core + (isGeneric ? '' : split.text)),
  }
}

/** 华为技术有限公司苏州分公司, 中国银行苏州分行: which branch, and of whom. */
function splitBranch(name: string): { readonly head: string; readonly branch: string | null } {
  const match = BRANCH.exec(name)
  if (match === null || match.index < 2) return { head: name, branch: null }
  const before = name.slice(0, match.index)
  const end = Math.max(...['公司', '银行', '集团'].map((word) => (before.lastIndexOf(word) < 1 ? -1 : before.lastIndexOf(word) + word.length)))
  if (end > 0) return { head: before.slice(0, end), branch: placeName(before.slice(end)) + match[0] }
  const ordinal = /第[\d一二三四五六七八九十]+$/.exec(before)
  const rest = ordinal !== null && ordinal.index >= 2 ? before.slice(0, ordinal.index) : splitRegionBehind(before).rest
  return { head: rest, branch: placeName(before.slice(rest.length)) + match[0] }
}

function placeName(text: string): string {
  return text.replace(/^第/, '').replace(/(?:省|市|区|县)$/, '')
}

function shortRegion(region: Region | null): string {
  return region === null ? '' : region.county || region.city || region.province
}

function parseWords(folded: string): ParsedName {
  const words = wordsOf(folded)
  const core: string[] = []
  const named: string[] = []
  const englishTrades: (readonly string[])[] = []
  let region: Region | null = null
  let [isFormal, isGroup] = [false, false]
  for (let index = 0; index < words.length; index += 1) {
    const [word = '', next = ''] = [words[index], words[index + 1]]
    const pair = word === 'hong' || word === 'inner' ? spokenRegion(word + next) : null
    const found = pair ?? spokenRegion(word)
    if (LATIN_FORMS.has(word)) {
      isFormal ||= LATIN_LEGAL.has(word)
      isGroup ||= LATIN_GROUP.has(word)
    } else if (found !== null && words.length > 1 && (region === null || compareRegions(region, found) === 'within')) {
      region = found
      if (pair !== null) index += 1
    } else if (word === 'china' || word === 'prc' || word === 'chinese') {
      continue
    } else {
      named.push(word)
      const joined = englishTrade(word + next)
      const trade = joined ?? englishTrade(word)
      if (trade === null) core.push(singular(word))
      else englishTrades.push(trade)
      if (joined !== null && next !== '') {
        named.push(next)
        index += 1
      }
    }
  }
  const isGeneric = core.length === 0
  const all = words.filter((word) => !LATIN_FORMS.has(word))
  const text = isGeneric ? (all.length === 0 ? words : all).join('') : core.join('')
  return {
    isHan: false, core: text, spoken: text, trades: [], englishTrades: isGeneric ? [] : englishTrades, whole: isGeneric ? text : named.join(''), written: all.join(''), region: isGeneric ? null : region, branch: null,
    body: null, isFormal, isShare: false, isGroup, isGeneric, isStub: false, numbers: numbersIn(words.join(' ')),
  }
}

/** Words of a name; letters that stand alone are one word: S.A., A/S, G.m.b.H. */
function wordsOf(folded: string): string[] {
  const words: string[] = []
  let wasLetter = false
  for (const word of folded.replace(/['’]/g, '').split(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/u)) {
    if (word === '') continue
    const isLetter = /^[a-z]$/.test(word)
    if (isLetter && wasLetter) words[words.length - 1] += word
    else words.push(word)
    wasLetter = isLetter
  }
  return words
}

function singular(word: string): string {
  return word.length > 4 && /[^s]s$/.test(word) ? word.slice(0, -1) : word
}

const NUMBERS = /\d+|[一二三四五六七八九十百千零两]+|[甲乙丙丁]/g

function numbersIn(text: string): string {
  return (text.match(NUMBERS) ?? []).join(',')
}
