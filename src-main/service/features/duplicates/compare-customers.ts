import type { Duplicate, DuplicateReason } from '#shared/contract/customers.contract.ts'
import { compareNames, contradict, type NameMatch, STRONG } from './names/compare-names.ts'
import type { Profile } from './profile.ts'

type Certainty = Duplicate['certainty']

export interface Likeness {
  /** 0 to 1; from `STRONG` on we take them for one firm. */
  readonly score: number
  readonly certainty: Certainty
  /** The weightiest first. */
  readonly reasons: readonly DuplicateReason[]
}

/** How much each piece of evidence is worth alone. A web domain is shared by a group of firms, so it is worth a look only. */
const WEIGHT = { 'credit-code': 1, phone: 0.85, mail: 0.85, web: 0.6 } as const

/**
 * Says whether two customers may be one, and why; null when nothing speaks for it.
 *
 * Independent pieces of evidence add up: with scores p and q, 1 - (1-p)(1-q). An equal valid credit code settles it; two different ones leave everything else worth a look only, since they
 * are two legal persons. A number or address that both have from the same person is no evidence: he works for both, and was entered so.
 * A short name counts only where the names themselves leave it open whether they mean one firm: 恒达 is the short form of many.
 *
 * Edge    symmetric. Persons are compared by phone and mail, and by their whole name, which many people share.
 * Source  Fellegi and Sunter, A Theory for Record Linkage (1969), for adding up independent evidence; the weights are chosen, not estimated.
 */
export function compareCustomers(a: Profile, b: Profile): Likeness | null {
  const reasons: (DuplicateReason & { readonly score: number })[] = []
  const isOther = a.creditCode !== null && b.creditCode !== null && a.creditCode !== b.creditCode
  if (a.creditCode !== null && a.creditCode === b.creditCode) reasons.push({ kind: 'credit-code', value: a.creditCode, score: WEIGHT['credit-code'] })
  const phone = common(a.phones, b.phones)
  if (phone !== null) reasons.push({ kind: 'phone', value: phone, score: WEIGHT.phone })
  const mail = common(a.mails, b.mails)
  if (mail !== null) reasons.push({ kind: 'mail', value: mail, score: WEIGHT.mail })
  const name = compareAllNames(a, b)
  if (name !== null) reasons.push({ kind: name.kind, value: '', score: name.score })
  // the domain of a common address says nothing new
  const domain = mail === null && a.domains.size > 0 && b.domains.size > 0 ? [...a.domains].find((one) => b.domains.has(one)) : undefined
  if (domain !== undefined) reasons.push({ kind: 'web', value: domain, score: WEIGHT.web })
  if (reasons.length === 0) return null

  const together = 1 - reasons.reduce((left, reason) => left * (1 - reason.score), 1)
  const score = Math.round((isOther ? together / 2 : together) * 100) / 100
  const shown = reasons.sort((one, other) => other.score - one.score).map(({ kind, value }) => ({ kind, value }))
  return {
    score,
    certainty: reasons.some(({ kind }) => kind === 'credit-code') ? 'certain' : score >= STRONG ? 'strong' : 'possible',
    reasons: isOther ? [...shown, { kind: 'other-credit-code', value: '' }] : shown,
  }
}

function compareAllNames(a: Profile, b: Profile): NameMatch | null {
  if (a.isPerson !== b.isPerson) return null
  if (a.isPerson) return a.name.whole !== '' && a.name.whole === b.name.whole ? { kind: 'name', score: 0.5 } : null
  // 上海东峰泵业 and 无锡东峰泵业 have one short form
  const hidesMore = (a.name.isFormal && b.name.isFormal) || contradict(a.name, b.name)
  const pairs = [
    [a.name, b.name],
    [a.formerName, b.name],
    [a.name, b.formerName],
    ...(hidesMore ? [] : [[a.shortName, b.name], [a.name, b.shortName], [a.shortName, b.shortName]]),
  ] as const
  let best: NameMatch | null = null
  for (const [first, second] of pairs) {
    const match = first && second ? compareNames(first, second) : null
    // one character of a short form is half of it
    const isSlipOfShort = match?.kind === 'spelling' && (first === a.shortName || second === b.shortName)
    if (match !== null && !isSlipOfShort && (best === null || match.score > best.score)) best = match
  }
  return best
}

/** Gives what both have, unless they have it from the same person. */
function common(a: ReadonlyMap<string, string | null>, b: ReadonlyMap<string, string | null>): string | null {
  for (const key of a.keys()) {
    const [person, other] = [a.get(key) ?? null, b.get(key)]
    if (other !== undefined && (person === null || other === null || person !== other)) return key
  }
  return null
}
