import { isAscii, isUtf8 } from 'node:buffer'
import { type BytesIn, PayloadDamage } from './bytes-in.ts'
import type { BytesOut } from './bytes-out.ts'
import { readIntegers, writeIntegers } from './integer-column.ts'

/*
 * A column of texts (protocol section 6.4): all texts joined, and the length of each in UTF-16 units. UTF-8 cannot hold half a surrogate pair, so
 * that texts which do not join into a well-formed one are kept as UTF-16.
 */
const UTF8 = 0
const UTF16 = 1
const PLAIN = 0
const LISTED = 1
/** Texts after which it shows whether they come again. */
const SAMPLE = 64

export function writeTexts(out: BytesOut, texts: readonly string[]): void {
  const places = placesOf(texts)
  if (!places) {
    out.byte(PLAIN)
    writeJoined(out, texts)
    return
  }
  out.byte(LISTED)
  out.whole(places.size)
  writeJoined(out, [...places.keys()])
  writeIntegers(out, texts.map((text) => places.get(text) ?? 0))
}

/** Errors: `PayloadDamage`, also when the texts together have more than `limit` UTF-16 units. */
export function readTexts(from: BytesIn, count: number, spend: (units: number) => void): string[] {
  const form = from.byte()
  if (form === PLAIN) return readJoined(from, count, spend)
  if (form !== LISTED) throw new PayloadDamage(`a column of texts of form ${String(form)}`)
  const listed = readJoined(from, from.whole(count), spend)
  const texts: string[] = []
  let units = 0
  for (const place of readIntegers(from, count)) {
    const text = listed[place]
    if (text === undefined) throw new PayloadDamage('a text that is not listed')
    units += text.length
    texts.push(text)
  }
  spend(units)
  return texts
}

/** Gives the different texts with their places when most come again, else null. */
function placesOf(texts: readonly string[]): Map<string, number> | null {
  const places = new Map<string, number>()
  for (const [i, text] of texts.entries()) {
    if (!places.has(text)) places.set(text, places.size)
    if (i >= SAMPLE && places.size * 4 > i * 3) return null
  }
  return places.size * 2 <= texts.length ? places : null
}

function writeJoined(out: BytesOut, texts: readonly string[]): void {
  writeIntegers(out, texts.map((text) => text.length))
  const joined = texts.join('')
  const isWellFormed = joined.isWellFormed()
  const encoding = isWellFormed ? 'utf8' : 'utf16le'
  const length = Buffer.byteLength(joined, encoding)
  out.byte(isWellFormed ? UTF8 : UTF16)
  out.whole(length)
  out.text(joined, encoding, length)
}

function readJoined(from: BytesIn, count: number, spend: (units: number) => void): string[] {
  const lengths = readIntegers(from, count)
  const joined = decode(from.byte(), from.take(from.whole(from.left)))
  spend(joined.length)
  const texts: string[] = []
  let at = 0
  for (const length of lengths) {
    if (length < 0 || length > joined.length - at) throw new PayloadDamage('a text beyond its column')
    texts.push(joined.substring(at, at + length))
    at += length
  }
  if (at !== joined.length) throw new PayloadDamage('more text than its column has')
  return texts
}

function decode(encoding: number, bytes: Buffer): string {
  if (encoding === UTF8) {
    // the shorter way for what most texts are
    if (isAscii(bytes)) return bytes.toString('latin1')
    if (!isUtf8(bytes)) throw new PayloadDamage('a text that is not UTF-8')
    return bytes.toString('utf8')
  }
  if (encoding !== UTF16 || bytes.length % 2 !== 0) throw new PayloadDamage('a text in no known encoding')
  return bytes.toString('utf16le')
}
