import { checkCreditCode } from '#shared/domain/customers/credit-code.ts'
import { phoneKeys } from '#shared/domain/customers/phone-keys.ts'
import { webDomain } from '#shared/domain/customers/web-domain.ts'
import { parseName, type ParsedName } from './names/parse-name.ts'

type Text = string | null

/** What is compared of a customer, as it is written down. */
export interface CustomerTexts {
  readonly kind: string
  readonly name: string
  readonly shortName: Text
  readonly formerName: Text
  readonly creditCode: Text
  readonly phone: Text
  readonly website: Text
  readonly contacts: readonly ContactTexts[]
}

export interface ContactTexts {
  /** Which person it is; null while he is only typed. */
  readonly id: string | null
  readonly phone: Text
  readonly otherPhone: Text
  readonly mail: Text
}

/** The same, made comparable. */
export interface Profile {
  readonly isPerson: boolean
  readonly name: ParsedName
  readonly shortName: ParsedName | null
  readonly formerName: ParsedName | null
  /** Only a code whose checksum is right. */
  readonly creditCode: Text
  /** Number or address -> the person who has it; null where it is the customer's own. */
  readonly phones: ReadonlyMap<string, Text>
  readonly mails: ReadonlyMap<string, Text>
  readonly domains: ReadonlySet<string>
}

/** Makes a customer comparable. Cost: about 20 µs. */
export function profileOf(texts: CustomerTexts): Profile {
  const phones = new Map<string, Text>(phoneKeys(texts.phone ?? '').map((key) => [key, null]))
  const mails = new Map<string, Text>()
  const domains = new Set<string>()
  addDomain(domains, texts.website)
  for (const { id, phone, otherPhone, mail } of texts.contacts) {
    for (const key of phoneKeys(`${phone ?? ''}/${otherPhone ?? ''}`)) if (!phones.has(key)) phones.set(key, id)
    const address = (mail ?? '').normalize('NFKC').trim().toLowerCase()
    if (!address.includes('@')) continue
    mails.set(address, id)
    addDomain(domains, address)
  }
  const code = checkCreditCode(texts.creditCode ?? '')
  return {
    isPerson: texts.kind === 'person', name: parseName(texts.name), shortName: parsed(texts.shortName), formerName: parsed(texts.formerName),
    creditCode: code.ok ? code.value : null, phones, mails, domains,
  }
}

function parsed(name: Text): ParsedName | null {
  return name === null || name === '' ? null : parseName(name)
}

function addDomain(domains: Set<string>, text: Text): void {
  const domain = text === null ? null : webDomain(text)
  if (domain !== null) domains.add(domain)
}
