/** What a label or keyword that was typed whole is worth. */
export const EXACT_SCORE = 4

/**
 * Says how well a command fits what was typed: 0 not at all, else the larger the better.
 *
 * Shape   each word typed must occur in the label or the keywords (pinyin stands there); the whole of the label or of a keyword counts most, then the beginning of the label.
 */
export function commandScore(label: string, keywords: string, typed: string): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const name = label.toLowerCase()
  const all = `${name} ${keywords.toLowerCase()}`
  if (words.length === 0) return 1
  if (!words.every((word) => all.includes(word) || initials(keywords).includes(word))) return 0
  const whole = typed.trim().toLowerCase()
  if (name === whole || keywords.toLowerCase().split(/\s+/).includes(whole)) return EXACT_SCORE
  const first = words[0] ?? ''
  return name.startsWith(first) ? 3 : name.includes(first) ? 2 : 1
}

// 'xinjian kehu' is also found by 'xk'.
function initials(keywords: string): string {
  return keywords
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.slice(0, 1))
    .join('')
}
