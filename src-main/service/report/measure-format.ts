import type { CellFormat } from '../files/xlsx/workbook-spec.ts'
import type { Cell } from '#shared/contract/analysis.contract.ts'

const RATIOS = new Set([
  'share', 'cumulative', 'growth', 'growthPoints', 'yoy', 'rolling12', 'attainment', 'requiredVsPlan', 'winRate', 'wilsonLow', 'wilsonHigh',
  'rate', 'shrunk', 'low', 'high', 'top10Share', 'top20Share',
])
const COUNTS = new Set(['n', 'customers', 'countA', 'countB', 'countC', 'countNegative', 'customersForHalf', 'won', 'lost', 'count', 'df'])

/**
 * Gives how a figure or column is written in a workbook, from its name: names end in Minor when they are money, and the ratios of the
 * models are few and known.
 */
export function formatOfMeasure(key: string, example: Cell | undefined): CellFormat {
  if (key.endsWith('Minor')) return 'money'
  if (RATIOS.has(key)) return 'percent'
  if (COUNTS.has(key)) return 'integer'
  return typeof example === 'number' ? 'decimal' : 'text'
}
