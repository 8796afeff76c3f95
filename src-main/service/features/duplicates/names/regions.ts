import { pinyinOf } from '../../pinyin/public.ts'
import { REGION_TABLE, WORDS } from './region-table.ts'

/** Where a name says that a firm is from. An empty text means "not said". */
export interface Region {
  readonly province: string
  readonly city: string
  readonly county: string
}

const BEHIND = /^(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|省|市|盟)/
const DISTRICT = /^\p{Script=Han}{1,3}?(?:高新区|经开区|开发区|工业园区|新区|区|县)/u
const LONGEST = 5

const regions = new Map<string, Region>()
/** Provinces and cities as they are written in English; of two with one spelling the first. */
const spoken = new Map<string, Region>()

for (const line of REGION_TABLE.split('\n')) {
  const [province = '', ...cities] = line.split(' ')
  add(province, { province, city: '', county: '' }, true)
  for (const entry of cities) {
    const [city = '', counties = ''] = entry.split(':')
    add(city, { province, city, county: '' }, true)
    for (const county of counties.split(',').filter(Boolean)) add(county, { province, city, county }, false)
  }
}
for (const [name, word] of [['西安', 'xian'], ['香港', 'hongkong'], ['澳门', 'macau'], ['西藏', 'tibet'], ['内蒙古', 'innermongolia'], ['陕西', 'shaanxi'], ['台北', 'taipei']] as const) {
  const region = regions.get(name)
  if (region) spoken.set(word, region)
}

function add(name: string, region: Region, isSpoken: boolean): void {
  // a province that is a city too (吉林) stays the province
  if (!regions.has(name)) regions.set(name, region)
  if (!isSpoken || WORDS.has(name)) return
  const { full } = pinyinOf(name)
  if (!spoken.has(full)) spoken.set(full, region)
}

/** Gives the region that a text of Han characters is, with or without 省 or 市; null when it is none. */
export function regionOf(text: string): Region | null {
  const bare = text.replace(/(?:特别行政区|自治区|地区|省|市)$/, '')
  const found = regions.get(bare)
  return found !== undefined && (bare !== text || !WORDS.has(bare)) ? found : null
}

/** Gives the region that an English word is. */
export function spokenRegion(word: string): Region | null {
  return spoken.get(word) ?? null
}

/** Takes the regions off the beginning of a name; at least two characters stay. */
export function splitRegionAhead(name: string): { readonly region: Region | null; readonly rest: string } {
  let region: Region | null = null
  let rest = name
  for (let round = 0; round < 3; round += 1) {
    const next = regionAhead(rest)
    if (next === null || (region !== null && !isWithin(next.region, region))) break
    region = next.region
    rest = next.rest
  }
  const district = region === null ? null : DISTRICT.exec(rest)
  if (district && [...rest].length - [...district[0]].length >= 2) rest = rest.slice(district[0].length)
  return { region, rest }
}

/** Takes a region off the end of a name: 格力电器重庆. */
export function splitRegionBehind(name: string): { readonly region: Region | null; readonly rest: string } {
  for (let length = LONGEST; length >= 2; length -= 1) {
    if (name.length - length < 2) continue
    const region = regionOf(name.slice(-length))
    if (region !== null) return { region, rest: name.slice(0, -length) }
  }
  return { region: null, rest: name }
}

function regionAhead(name: string): { readonly region: Region; readonly rest: string } | null {
  for (let length = Math.min(LONGEST, name.length - 2); length >= 2; length -= 1) {
    const head = name.slice(0, length)
    const region = regions.get(head)
    if (region === undefined) continue
    const behind = BEHIND.exec(name.slice(length))?.[0] ?? ''
    if (behind === '' && WORDS.has(head)) continue
    const rest = name.slice(length + behind.length)
    if ([...rest].length >= 2) return { region, rest }
  }
  return null
}

export type RegionRelation = 'same' | 'within' | 'missing' | 'differs'

/** Says how two regions lie to each other; `same` also when neither is said, `missing` when one is not. */
export function compareRegions(a: Region | null, b: Region | null): RegionRelation {
  if (a === null || b === null) return a === b ? 'same' : 'missing'
  if (a.province !== b.province) return 'differs'
  if (a.city !== b.city) return a.city === '' || b.city === '' ? 'within' : 'differs'
  if (a.county !== b.county) return a.county === '' || b.county === '' ? 'within' : 'differs'
  return 'same'
}

function isWithin(inner: Region, outer: Region): boolean {
  return compareRegions(inner, outer) === 'within'
}
