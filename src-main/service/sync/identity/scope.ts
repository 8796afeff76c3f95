/**
 * Who reads a bundle, by name: `control` everybody (certificates, keys), `firm` everybody (what the firm shares), `whole` those who hold everything,
 * `unit-<id>` those of a unit and above, `rep-<id>` one person and those above. Ids as 32 hex digits.
 */
export type Scope = 'control' | 'firm' | 'whole' | `unit-${string}` | `rep-${string}`

export type ScopeParts =
  | { readonly kind: 'control' | 'firm' | 'whole' }
  | { readonly kind: 'unit' | 'rep'; readonly id: Buffer }

const SCOPE = /^(?:control|firm|whole|(?:unit|rep)-[0-9a-f]{32})$/

/** Tells whether a text is a scope, written in the one way there is. */
export function isScope(text: string): text is Scope {
  return SCOPE.test(text)
}

/** Takes a scope apart; null when the text is none. */
export function parseScope(text: string): ScopeParts | null {
  if (!isScope(text)) return null
  if (text === 'control' || text === 'firm' || text === 'whole') return { kind: text }
  const isUnit = text.startsWith('unit-')
  return { kind: isUnit ? 'unit' : 'rep', id: Buffer.from(text.slice(isUnit ? 5 : 4), 'hex') }
}

export function unitScope(unitId: Uint8Array): Scope {
  return `unit-${hexId(unitId)}`
}

export function repScope(employeeId: Uint8Array): Scope {
  return `rep-${hexId(employeeId)}`
}

function hexId(id: Uint8Array): string {
  if (id.length !== 16) throw new Error(`scope: an id of ${String(id.length)} bytes`)
  return Buffer.from(id).toString('hex')
}
