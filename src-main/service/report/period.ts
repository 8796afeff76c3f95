import { isPlainDate } from '#shared/kernel/plain-date.ts'
import { refuse } from '../refusal.ts'

/**
 * Reads a period as people write it: `2025`, `2025-03`, or `2025-01-15/2025-03-31`.
 *
 * Errors  `period-wrong`.
 */
export function readPeriod(text: string): { readonly from: string; readonly to: string } {
  const parts = text.split('/')
  const range = parts.length === 2 ? { from: parts[0] ?? '', to: parts[1] ?? '' } : wholeOf(text)
  if (!isPlainDate(range.from) || !isPlainDate(range.to) || range.from > range.to) refuse('period-wrong', { period: text })
  return range
}

function wholeOf(text: string): { readonly from: string; readonly to: string } {
  if (/^\d{4}$/.test(text)) return { from: `${text}-01-01`, to: `${text}-12-31` }
  const lastDay = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate()
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? { from: `${text}-01`, to: `${text}-${String(lastDay)}` } : { from: '', to: '' }
}
