/** What is wrong with one cell: message `import.problem.<kind>` with `values`. */
export interface CellProblem {
  readonly kind: ProblemKind
  readonly values: Readonly<Record<string, string | number>>
}

export type ReferenceTarget = 'customer' | 'contact' | 'product' | 'employee' | 'org_unit' | 'competitor' | 'opportunity'

export type ProblemKind =
  | 'required'
  | 'not-a-number'
  | 'number-too-large'
  | 'too-many-decimals'
  | 'negative-number'
  | 'not-a-date'
  | 'no-such-date'
  | 'date-order-unclear'
  | 'not-a-month'
  | 'not-a-percentage'
  | 'percentage-unclear'
  | 'unknown-choice'
  | 'unknown-currency'
  | 'too-long'
  | 'digits-lost'
  | 'credit-code-shape'
  | 'credit-code-character'
  | 'credit-code-checksum'
  | 'mail-invalid'
  | 'too-many-cells'
  | 'quantity-zero'
  | 'price-missing'
  | 'in-bin'
  | 'order-incomplete'
  | 'order-differs'
  | 'contact-not-linked'
  | 'target-without-owner'
  | 'may-not-assign'
  | `may-not-create-${ReferenceTarget}`
  | `unknown-${ReferenceTarget}`
  | `ambiguous-${ReferenceTarget}`
  | `deleted-${ReferenceTarget}`

export function problem(kind: ProblemKind, values: CellProblem['values'] = {}): CellProblem {
  return { kind, values }
}

/** A parsed cell: its value, or what is wrong with it. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: CellProblem }

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function unreadable(kind: ProblemKind, values: CellProblem['values'] = {}): { readonly ok: false; readonly problem: CellProblem } {
  return { ok: false, problem: problem(kind, values) }
}
