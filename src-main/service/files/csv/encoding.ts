import { isAscii, isUtf8 } from 'node:buffer'
import { FileRefused } from '../refusal.ts'

/** What a text file may be written in. The window offers these as a manual choice. */
export const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le'] as const
export type Encoding = (typeof ENCODINGS)[number]

/**
 * Below this share of lines that can only be UTF-8, a file that is not UTF-8 as a whole counts as GB18030: two or three
 * rare GBK characters in a row may form valid UTF-8 by chance.
 */
const CHANCE_SHARE = 0.005

/**
 * Finds the encoding of a text file: by its mark (BOM), else UTF-8 if every byte fits, else GB18030.
 *
 * Errors  refuses a file in which some lines are UTF-8 and others are not, with the first line that is not like the ones before.
 * Cost    one pass; a chunk that is UTF-8 as a whole is checked natively (1 GB/s), only the others line by line.
 * Source  statistical detectors were tried: chardet takes a short GBK file for Greek.
 */
export async function detectEncoding(file: string, chunks: AsyncIterable<Buffer>): Promise<Encoding> {
  const count: LineCount = { utf8: 0, other: 0, firstUtf8: 0, firstOther: 0 }
  let line = 1
  let carry: Buffer = Buffer.alloc(0)
  let isFirst = true
  let hasMark = false
  for await (const chunk of chunks) {
    if (isFirst) {
      isFirst = false
      if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le'
      hasMark = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
    }
    // Cut behind the last line end, so that no character is torn apart.
    const end = chunk.lastIndexOf(10)
    if (end === -1) {
      carry = Buffer.concat([carry, chunk])
      continue
    }
    const block = carry.length === 0 ? chunk.subarray(0, end + 1) : Buffer.concat([carry, chunk.subarray(0, end + 1)])
    carry = chunk.subarray(end + 1)
    line = countLines(block, line, count)
  }
  countLines(carry, line, count)

  if (count.other === 0) return 'utf-8'
  const share = count.utf8 / (count.utf8 + count.other)
  if (hasMark) throw new FileRefused({ kind: 'mixed-encodings', file, line: count.firstOther })
  if (share > CHANCE_SHARE) {
    throw new FileRefused({ kind: 'mixed-encodings', file, line: Math.max(count.firstUtf8, count.firstOther) })
  }
  return 'gb18030'
}

interface LineCount {
  /** Lines with at least one character of three bytes or more that are valid UTF-8. */
  utf8: number
  /** Lines that are not UTF-8. */
  other: number
  firstUtf8: number
  firstOther: number
}

function countLines(block: Buffer, firstLine: number, count: LineCount): number {
  if (block.length === 0) return firstLine
  let line = firstLine
  const isPlain = isAscii(block)
  // Once the first UTF-8 line is known, a valid block need not be taken apart: one line of it is enough for the verdict.
  if (isPlain || (isUtf8(block) && count.utf8 > 0)) return line + countLineEnds(block)
  let from = 0
  while (from < block.length) {
    const end = block.indexOf(10, from)
    const to = end === -1 ? block.length : end + 1
    const part = block.subarray(from, to)
    if (!isAscii(part)) {
      if (!isUtf8(part)) {
        count.other += 1
        if (count.firstOther === 0) count.firstOther = line
      } else if (part.some((byte) => byte >= 0xe0)) {
        count.utf8 += 1
        if (count.firstUtf8 === 0) count.firstUtf8 = line
      }
    }
    if (end !== -1) line += 1
    from = to
  }
  return line
}

function countLineEnds(block: Buffer): number {
  let count = 0
  for (let at = block.indexOf(10); at !== -1; at = block.indexOf(10, at + 1)) count += 1
  return count
}

/**
 * Turns bytes into text of one encoding, piece by piece; a mark at the beginning is dropped.
 *
 * Errors  refuses bytes that the encoding does not have, with the line: a wrong manual choice does not become garbage.
 */
export async function* decodeText(file: string, chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let line = 1
  for await (const chunk of chunks) {
    yield decodeChunk(chunk)
    line += countLineEnds(chunk)
  }
  const rest = decodeChunk(null)
  if (rest !== '') yield rest

  function decodeChunk(chunk: Buffer | null): string {
    try {
      return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch (error) {
      throw new FileRefused({ kind: 'wrong-encoding', file, line: chunk === null ? line : badLine(chunk, line, encoding), encoding }, { cause: error })
    }
  }
}

/** Only looked for once decoding has failed, so it may be slow. A character cut by the chunk's edge shows one line too early at worst. */
function badLine(chunk: Buffer, firstLine: number, encoding: Encoding): number {
  let line = firstLine
  for (let from = 0; from < chunk.length; ) {
    const end = chunk.indexOf(10, from)
    if (end === -1) return line
    try {
      new TextDecoder(encoding, { fatal: true }).decode(chunk.subarray(from, end))
    } catch {
      return line
    }
    line += 1
    from = end + 1
  }
  return line
}
