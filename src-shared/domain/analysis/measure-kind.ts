export type MeasureKind = 'money' | 'percent' | 'points' | 'decimal' | 'count' | 'month' | 'date' | 'text'

const percents = new Set([
  'yoy', 'mom', 'rolling12', 'rolling12Growth', 'cagr', 'growth', 'share', 'shareRounded', 'cumulative', 'top20Share', 'top10Share', 'cr4', 'winRate', 'winRateByValue',
  'wilsonLow', 'wilsonHigh', 'rate', 'shrunk', 'low', 'high', 'attainment', 'requiredVsPlan', 'dependentShare', 'dependentMarginShare', 'marginShare',
  'bias', 'mape', 'planBias', 'planMape', 'hitProbability', 'score', 'weight', 'sales', 'margin',
])
const decimals = new Set(['gini', 'hhi', 'effectiveNumber', 'chi2', 'p', 'trendP', 'index'])
const counts = new Set([
  'n', 'customers', 'countA', 'countB', 'countC', 'countNegative', 'customersForHalf', 'won', 'lost', 'count', 'df', 'completeMonths', 'lines', 'items',
  'shown', 'targets', 'created', 'decided', 'cycleDaysWon', 'cycleDaysLost',
])
const dates = new Set(['asOf', 'orderedOn', 'closedOn', 'createdOn', 'expectedOn', 'previousFrom', 'previousTo', 'date'])

/**
 * Says how a figure or a column is written, from its name: names that end in Minor are money, the others as the models name them.
 *
 * Edge    an unknown name is a count when its values are numbers, else text; the caller knows which.
 */
export function measureKind(name: string): MeasureKind {
  if (name.endsWith('Minor') || name === 'trendSlope') return 'money'
  if (percents.has(name)) return 'percent'
  if (name === 'growthPoints') return 'points'
  if (decimals.has(name)) return 'decimal'
  if (counts.has(name)) return 'count'
  if (name === 'month' || name === 'period') return 'month'
  return dates.has(name) ? 'date' : 'text'
}

/** True for a column that only carries the identity of a record. */
export function isIdentity(name: string): boolean {
  return name === 'id' || name.endsWith('Id')
}
