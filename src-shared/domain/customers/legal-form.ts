/** Legal forms and what stands around them, longest first; they say nothing about who it is. */
const LEGAL_FORMS = [
  '股份有限责任公司', '集团股份有限公司', '集团有限公司', '有限责任公司', '股份有限公司', '股份公司', '有限公司', '集团公司', '总公司', '分公司', '公司', '集团',
  '股份', '有限责任', '有限', '合伙企业', '个体工商户', '商行',
]

/** Gives a name without the legal form at its end. Edge: a form that would leave fewer than two characters stays. */
export function withoutLegalForm(name: string): string {
  for (let rest = name; ; ) {
    const form = LEGAL_FORMS.find((candidate) => rest.endsWith(candidate) && lengthOf(rest) - candidate.length >= 2)
    if (form === undefined) return rest
    rest = rest.slice(0, -form.length)
  }
}

function lengthOf(text: string): number {
  return [...text].length
}
