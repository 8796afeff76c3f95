import type { ReferenceTarget } from '../problem.ts'

interface FieldBase {
  /** As maps write it, e.g. `customer.code`; its title is message `import.field.<name>`. */
  readonly name: string
  /** Other headers it is known by, besides its name and its titles in all languages. */
  readonly synonyms: readonly string[]
}

/** What a column of a file can mean. */
export type FieldSpec =
  | (FieldBase & { readonly kind: 'text'; readonly max: number; readonly isProse?: boolean; readonly check?: 'credit-code' | 'mail' })
  | (FieldBase & { readonly kind: 'count'; readonly max: number })
  | (FieldBase & { readonly kind: 'quantity' | 'price' | 'money' | 'percent' | 'date' | 'month' | 'currency' })
  | (FieldBase & { readonly kind: 'choice'; readonly choices: Choices })
  | (FieldBase & { readonly kind: 'reference'; readonly target: ReferenceTarget | 'category' | 'stage' })

/** Stored value -> what files call it, besides the value itself. Compared without case, width and spaces. */
export type Choices = Readonly<Record<string, readonly string[]>>

export function text(name: string, max: number, ...synonyms: readonly string[]): FieldSpec {
  return { name, kind: 'text', max, synonyms }
}

export function checked(name: string, max: number, check: 'credit-code' | 'mail', ...synonyms: readonly string[]): FieldSpec {
  return { name, kind: 'text', max, check, synonyms }
}

export function prose(name: string, ...synonyms: readonly string[]): FieldSpec {
  return { name, kind: 'text', max: 10_000, isProse: true, synonyms }
}

export function count(name: string, max: number, ...synonyms: readonly string[]): FieldSpec {
  return { name, kind: 'count', max, synonyms }
}

export function plain(name: string, kind: 'quantity' | 'price' | 'money' | 'percent' | 'date' | 'month' | 'currency', ...synonyms: readonly string[]): FieldSpec {
  return { name, kind, synonyms }
}

export function choice(name: string, choices: Choices, ...synonyms: readonly string[]): FieldSpec {
  return { name, kind: 'choice', choices, synonyms }
}

export function reference(name: string, target: ReferenceTarget | 'category' | 'stage', ...synonyms: readonly string[]): FieldSpec {
  return { name, kind: 'reference', target, synonyms }
}
