/** The time during which a person belongs to a customer; null is open. */
export interface LinkSpan {
  readonly fromOn: string | null
  readonly toOn: string | null
}

/** Tells whether a link holds on a day; its first and last day count. */
export function isLinkValidOn(link: LinkSpan, day: string): boolean {
  return (link.fromOn === null || link.fromOn <= day) && (link.toOn === null || day <= link.toOn)
}

/** A link to one customer, of one of the persons of an activity. */
export interface ContactLink extends LinkSpan {
  readonly contactId: string
  readonly customerId: string
}

/** Gives the persons who do not belong to the customer on that day, in their given order. */
export function unlinkedContacts(contactIds: readonly string[], customerId: string, day: string, links: readonly ContactLink[]): string[] {
  return contactIds.filter((contactId) => !links.some((link) => link.contactId === contactId && link.customerId === customerId && isLinkValidOn(link, day)))
}

/** Gives the customers to whom all these persons belong on that day. Shape: each once, sorted by id. */
export function customersOfAll(contactIds: readonly string[], day: string, links: readonly ContactLink[]): string[] {
  const candidates = new Set(links.filter((link) => isLinkValidOn(link, day)).map((link) => link.customerId))
  return [...candidates].filter((customerId) => unlinkedContacts(contactIds, customerId, day, links).length === 0).sort()
}
