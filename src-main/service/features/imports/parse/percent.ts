import { type Parsed, parsed, unreadable } from '../problem.ts'
import { parseScaled, shown } from './decimal.ts'

/**
 * Reads a discount into basis points: 15%, 15 ％, 0.15, 8.5折 (= 15 % off), 九五折 is refused.
 *
 * Edge    a bare number above 1 may mean percent or a ratio of several wholes: refused, not guessed.
 * Errors  `not-a-percentage`, `percentage-unclear`.
 */
export function parseDiscount(text: string): Parsed<number> {
  const plain = text.normalize('NFKC').replace(/\s/g, '')
  if (plain.endsWith('%')) return inRange(parseScaled(plain.slice(0, -1), 2), text)
  if (plain.endsWith('折')) {
    const tenths = parseScaled(plain.slice(0, -1), 3)
    return tenths.ok ? inRange(parsed(10_000 - tenths.value), text) : unreadable('not-a-percentage', { text: shown(text) })
  }
  const ratio = parseScaled(plain, 4)
  if (!ratio.ok) return unreadable('not-a-percentage', { text: shown(text) })
  if (ratio.value > 10_000) return unreadable('percentage-unclear', { text: shown(text) })
  return inRange(ratio, text)
}

function inRange(basisPoints: Parsed<number>, text: string): Parsed<number> {
  if (!basisPoints.ok || basisPoints.value < 0 || basisPoints.value > 10_000) return unreadable('not-a-percentage', { text: shown(text) })
  return basisPoints
}
