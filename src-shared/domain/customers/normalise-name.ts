import { regionNames } from './region-names.ts'

/** Legal forms and what stands around them, longest first; they say nothing about who it is. */
const LEGAL_FORMS = [
  '股份有限责任公司', '集团股份有限公司', '集团有限公司', '有限责任公司', '股份有限公司', '股份公司', '有限公司', '集团公司', '总公司', '分公司', '公司', '集团',
  '股份', '有限责任', '有限', '合伙企业', '个体工商户', '商行',
]
const LATIN_FORMS = /\b(?:co|company|ltd|limited|inc|incorporated|llc|llp|corp|corporation|plc|gmbh|ag|sa|bv|pty|group|holdings?)\b/g

/**
 * Gives the part of a firm's name that tells it from others, for finding doubles: without width, case, punctuation, region
 * prefix and legal form. 苏州市恒达机械（集团）有限公司 and 恒达机械 give the same.
 *
 * Edge    a part that would leave fewer than two characters stays; an empty result means the name holds nothing comparable.
 */
export function normaliseName(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase().replace(LATIN_FORMS, ' ')
  let rest = plain.replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]/gu, '')
  if (rest === '') rest = name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  rest = withoutLegalForm(rest)
  return withoutRegion(rest)
}

/** Gives a name without the legal form at its end. Edge: a form that would leave fewer than two characters stays. */
export function withoutLegalForm(name: string): string {
  for (let rest = name; ; ) {
    const form = LEGAL_FORMS.find((candidate) => rest.endsWith(candidate) && lengthOf(rest) - candidate.length >= 2)
    if (form === undefined) return rest
    rest = rest.slice(0, -form.length)
  }
}

function withoutRegion(name: string): string {
  let rest = name.startsWith('中国') && lengthOf(name) >= 4 ? name.slice(2) : name
  // province, then city: 江苏省苏州市…, 江苏苏州…
  for (let round = 0; round < 2; round++) {
    const region = regionNames.find((candidate) => rest.startsWith(candidate))
    if (region === undefined) break
    const after = rest.slice(region.length).replace(/^(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市)/, '')
    if (lengthOf(after) < 2) break
    rest = after
  }
  return rest
}

function lengthOf(text: string): number {
  return [...text].length
}
