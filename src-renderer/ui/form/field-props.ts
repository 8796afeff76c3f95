import type { FormState } from './use-form.ts'

/** What every field of a form is given. */
export interface FieldProps {
  readonly form: FormState
  /** Name of the value in the form's schema. */
  readonly name: string
  readonly label: string
  /** A line below: an example, what it is for, or why it cannot change. */
  readonly hint?: string | undefined
  readonly disabled?: boolean
}
