import type { Finding, FindingValue } from '../contract/analysis.contract.ts'
import { minorDigits, toMajor } from '../kernel/money.ts'
import { fillMessage } from './fill-message.ts'
import type { Language } from './index.ts'

/**
 * Writes a model's finding as a sentence, outside the window: for the command line and the report.
 *
 * Shape   `messages` are the texts of area `analysis` in `language`.
 * Edge    a finding without a message is written as its key.
 *
 * i18n-keys: analysis.finding.*
 */
export function formatFinding(finding: Finding, language: Language, messages: Readonly<Record<string, string>>): string {
  const message = messages[`analysis.finding.${finding.key}`]
  if (message === undefined) return finding.key
  return fillMessage(message, Object.fromEntries(Object.entries(finding.values).map(([name, value]) => [name, valueText(value, language)])))
}

function valueText(value: FindingValue, language: Language): string {
  if ('money' in value) return moneyText(value.money, value.currency, language)
  if ('ratio' in value) return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value.ratio)
  if ('points' in value) return new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(value.points * 100)
  if ('count' in value) return new Intl.NumberFormat(language).format(value.count)
  if ('date' in value) return value.date
  return 'month' in value ? value.month : value.text
}

/** Whole units are enough in a sentence; only small amounts show their fraction. */
function moneyText(minor: number, currency: string, language: Language): string {
  const amount = toMajor(minor, currency)
  const digits = Math.abs(amount) < 100 ? minorDigits(currency) : 0
  return new Intl.NumberFormat(language, { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(amount)
}
