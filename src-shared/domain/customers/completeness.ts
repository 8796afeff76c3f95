/** What a file should say, and how much each part counts; the credit code only where there can be one. */
const WEIGHTS = {
  shortName: 1, creditCode: 2, industry: 2, region: 2, address: 1, phone: 2, grade: 2, source: 1, ownerId: 2, orgUnitId: 1,
  preferredChannel: 1, contacts: 3,
} as const
type Part = keyof typeof WEIGHTS

export type CompletenessInput = { readonly kind: string; readonly contacts: number } & {
  readonly [K in Exclude<Part, 'contacts'>]: string | null
}

export interface Completeness {
  /** 0-100. */
  readonly score: number
  /** The parts that are missing, the weightiest first. */
  readonly missing: readonly Part[]
}

/** Gives the weighted share of the recommended fields that are filled. Edge: persons and joint customers need no credit code. */
export function completenessOf(input: CompletenessInput): Completeness {
  const parts = (Object.keys(WEIGHTS) as Part[]).filter((part) => part !== 'creditCode' || input.kind === 'firm')
  const missing = parts
    .filter((part) => (part === 'contacts' ? input.contacts === 0 : (input[part] ?? '') === ''))
    .sort((a, b) => WEIGHTS[b] - WEIGHTS[a] || (a < b ? -1 : 1))
  const all = parts.reduce((sum, part) => sum + WEIGHTS[part], 0)
  const lacking = missing.reduce((sum, part) => sum + WEIGHTS[part], 0)
  return { score: Math.round(((all - lacking) / all) * 100), missing }
}
