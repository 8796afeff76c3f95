/**
 * What Chinese names end with and what it says.
 *
 * Source  组织形式 of the rules on registering names of enterprises (State Council decree 734, article 6).
 */
const FORMS: readonly { readonly ending: RegExp; readonly isFormal: boolean; readonly isShare?: boolean; readonly isGroup?: boolean }[] = [
  { ending: /股份(?:有限责任|有限)?公司$/, isFormal: true, isShare: true },
  // 有限公式, 有限公: slips in a word that everybody can complete
  { ending: /有限(?:责任)?公.?$/, isFormal: true },
  { ending: /(?:有限责任|有限)$/, isFormal: true },
  { ending: /(?:集团|控股)公司$/, isFormal: true, isGroup: true },
  { ending: /总?公司$/, isFormal: true },
  { ending: /股份$/, isFormal: false, isShare: true },
  { ending: /(?:集团|控股)$/, isFormal: false, isGroup: true },
  { ending: /(?:有限合伙|普通合伙|合伙企业|个体工商户)$/, isFormal: true },
]

/** Another kind of body than a company: a works is not the company of the same name. */
const BODY = /(事务所|研究院|研究所|设计院|合作社|工作室|商行|医院|大学|学院|学校|中心|协会|厂|店|局|所)$/

/** English and other legal forms, and words around them that say nothing. */
export const LATIN_FORMS: ReadonlySet<string> = new Set(
  (
    'se aktiengesellschaft co company companies ltd limited inc incorporated llc llp lp corp corporation plc gmbh mbh kg kgaa ohg ag sa sas sarl srl spa bv nv ab as asa oy oyj aps pty pte sdn bhd kk ' +
    'group holding holdings the and of & youxian youxiangongsi gongsi zeren gufen jituan'
  ).split(' '),
)
export const LATIN_GROUP: ReadonlySet<string> = new Set(['group', 'holding', 'holdings', 'jituan'])
export const LATIN_LEGAL: ReadonlySet<string> = new Set('co company ltd limited inc incorporated llc llp corp corporation plc gmbh ag sa spa srl bv nv ab oy pty pte kk youxiangongsi gongsi'.split(' '))

export interface WithoutForm {
  readonly rest: string
  /** Whether it is written out as registered: with 公司. Short forms leave out other parts as well. */
  readonly isFormal: boolean
  readonly isShare: boolean
  readonly isGroup: boolean
  readonly body: string | null
}

/** Takes the legal form off the end of a Chinese name; at least two characters stay. */
export function splitLegalForm(name: string): WithoutForm {
  let rest = name
  let [isFormal, isShare, isGroup] = [false, false, false]
  for (;;) {
    const form = FORMS.find(({ ending }) => {
      const match = ending.exec(rest)
      return match !== null && [...rest.slice(0, match.index)].length >= 2
    })
    if (form === undefined) break
    rest = rest.replace(form.ending, '')
    isFormal ||= form.isFormal
    isShare ||= form.isShare === true
    isGroup ||= form.isGroup === true
  }
  const body = BODY.exec(rest)
  return { rest, isFormal, isShare, isGroup, body: body && body.index >= 2 ? body[0] : null }
}
