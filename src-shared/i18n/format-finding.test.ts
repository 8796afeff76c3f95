import { describe, expect, it } from 'vitest'
import { formatFinding } from './format-finding.ts'
import { languages } from './index.ts'
import en from './locales/en/analysis.json' with { type: 'json' }
import zhCN from './locales/zh-CN/analysis.json' with { type: 'json' }
import zhTW from './locales/zh-TW/analysis.json' with { type: 'json' }

const MESSAGES = { 'zh-CN': zhCN, 'zh-TW': zhTW, en }

const finding = {
  key: 'salesTrend.growing',
  values: {
    growth: { ratio: 0.08 },
    month: { month: '2026-03' },
    expected: { money: 41_200_000, currency: 'CNY' },
    low: { money: 37_000_000, currency: 'CNY' },
    high: { money: 45_500_000, currency: 'CNY' },
    months: { count: 30 },
  },
}

describe('formatFinding', () => {
  it('writes the sentence in each language', () => {
    expect(formatFinding(finding, 'en', MESSAGES.en)).toBe(
      'Sales of the last 12 months are 8% above the 12 before. For 2026-03 we expect CN¥412,000, in 8 of 10 cases between CN¥370,000 and CN¥455,000. Based on 30 complete months.',
    )
    expect(formatFinding(finding, 'zh-CN', MESSAGES['zh-CN'])).toContain('高 8%。预计 2026-03 约 ¥412,000')
    for (const language of languages) expect(formatFinding(finding, language, MESSAGES[language])).not.toContain('{')
  })

  it('shows points with their sign and small amounts with their fraction', () => {
    const moved = {
      key: 'contribution.grew',
      values: {
        total: { money: 1234, currency: 'CNY' }, growth: { ratio: 0.1 }, mover: { text: 'X' }, points: { points: 0.042 }, top: { text: 'Y' }, share: { ratio: 0.5 },
      },
    }
    expect(formatFinding(moved, 'en', MESSAGES.en)).toBe('Net sales of CN¥12.34, 10% up; X moved them most (+4.2 points). The largest share is Y with 50%.')
  })

  it('gives the key where there is no message', () => {
    expect(formatFinding({ key: 'unheard.of', values: {} }, 'en', MESSAGES.en)).toBe('unheard.of')
  })
})
