import type { ParsedName } from './names/parse-name.ts'
import type { Profile } from './profile.ts'

/** So much of a name is kept for finding slips: one in front of this place or none at all. */
const KEPT = { han: 5, latin: 8 } as const

/**
 * Gives the keys by which candidates are found: two customers that `compareCustomers` takes for alike have one in common.
 *
 * Equal identifiers and equally sounding chosen names have the same key. For slips, every name gives itself and itself without each of its first characters: two texts that differ by one
 * character, or by two that changed places, have such a text in common.
 *
 * Shape   numbers below 2^48, each once; two different keys may meet in one number, which costs a comparison and nothing else.
 * Source  deletion neighbourhoods: Bocek, Hunt and Stiller, Fast Similarity Search in Large Dictionaries (2007); blocking: Christen, Data Matching (2012), chapter 4.
 */
export function blockKeys(profile: Profile): number[] {
  const keys = new Set<string>()
  if (profile.creditCode !== null) keys.add(`c${profile.creditCode}`)
  for (const phone of profile.phones.keys()) keys.add(`p${phone}`)
  for (const mail of profile.mails.keys()) keys.add(`m${mail}`)
  for (const domain of profile.domains) keys.add(`w${domain}`)
  for (const name of [profile.name, profile.shortName, profile.formerName]) if (name && name.core !== '') addName(keys, name, name === profile.shortName)
  return [...new Set([...keys].map(hash))]
}

function addName(keys: Set<string>, name: ParsedName, isShort: boolean): void {
  keys.add(`n${name.spoken}`)
  const core = [...name.core]
  const whole = [...name.whole]
  if (name.isHan && core.length >= 3) keys.add(`b${core.slice(0, 3).join('')}`)
  // the short form of a national name
  if (name.isGeneric && name.core.startsWith('中国')) keys.add(`n${name.spoken.slice('zhongguo'.length)}`)
  // the end behind a region that could not be read
  keys.add(`t${core.slice(-2).join('')}${whole.slice(core.length).join('')}`)
  if (isShort) return
  if (name.isHan && core.length === 2 && name.trades.length > 0) keys.add(`s${[...core].sort().join('')}${whole.slice(2).join('')}`)
  const kept = name.isHan ? KEPT.han : KEPT.latin
  // a chosen name of two characters has to be equal: what is left of it without one says nothing
  addDeletions(keys, whole, kept, name.isHan && core.length === 2 && whole.length > 2 ? 2 : 0)
  const written = [...name.written]
  if (name.whole !== name.written && (name.isHan ? name.trades.length === 0 && written.length <= kept + 1 : written.length >= 12)) addDeletions(keys, written, kept, 0)
}

function addDeletions(keys: Set<string>, text: readonly string[], kept: number, from: number): void {
  if (text.length < 3) return
  const start = text.slice(0, kept)
  keys.add(`d${start.join('')}`)
  for (let index = from; index < start.length; index += 1) keys.add(`d${start.slice(0, index).join('')}${start.slice(index + 1).join('')}`)
}

/** FNV-1a over UTF-16 units, twice with different starts, 48 bits of them. */
function hash(text: string): number {
  let [high, low] = [0x811c9dc5, 0x01000193]
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(low ^ unit, 0x85ebca6b)
    low ^= low >>> 13
  }
  return (high >>> 16) * 0x1_0000_0000 + (low >>> 0)
}
