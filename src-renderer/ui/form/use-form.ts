import { computed, reactive, ref, shallowRef, watch, type Reactive } from 'vue'
import type * as z from 'zod'
import type { Problem } from '#shared/contract/base.ts'
import { forgetRemembered, readRemembered, writeRemembered } from '../memory/use-remembered.ts'
import { describeFailure } from '../rpc/failure.ts'
import { fieldProblems, type FieldProblem } from './field-problems.ts'

interface FormOptions<Values extends Record<string, unknown>, Saved> {
  /** Names the draft: 'customer.new', `customer.${id}`. Two open forms must not share it. */
  readonly key: string
  /** The object schema of the contract; `.partial()` is fine, fields missing in `initial` are not sent. */
  readonly schema: z.ZodObject
  readonly initial: () => Values
  /** Writes; gets the fields that changed and all of them. What it throws is shown at the fields that it names. */
  readonly save: (changed: Partial<Values>, all: Values) => Promise<Saved>
}

/** What the field components need of a form; `useForm` gives it. */
export interface FormState {
  readonly values: Record<string, unknown>
  readonly problemsOf: (field: string) => readonly FieldProblem[]
  readonly isRequired: (field: string) => boolean
  readonly touch: (field: string) => void
}

/** The part of a form that its buttons and shortcuts need. */
export interface FormControl<Saved> {
  readonly isDirty: { readonly value: boolean }
  readonly isSaving: { readonly value: boolean }
  readonly hasDraft: { readonly value: boolean }
  /** What the last attempt to save threw, null after success or a change. */
  readonly failure: { readonly value: unknown }
  /** Problems that belong to no single field. */
  readonly generalProblems: { readonly value: readonly Problem[] }
  /** Gives what was saved, or null when something is not right yet. */
  readonly submit: () => Promise<Saved | null>
  readonly discard: () => void
}

export type Form<Values, Saved> = Omit<FormState, 'values'> & { readonly values: Reactive<Values> & Record<string, unknown> } & FormControl<Saved>

const DRAFT_DELAY_MS = 300

/**
 * Keeps the values of one form, checks them as one types, and keeps a draft until they are saved.
 *
 * Shape   problems of a field show once it was left or saving was tried.
 * Edge    an emptied text is null where the schema takes null. A draft from before a crash is put back and `hasDraft` says so.
 *         A save that fails leaves everything as typed.
 */
export function useForm<Values extends Record<string, unknown>, Saved>(options: FormOptions<Values, Saved>): Form<Values, Saved> {
  const shape = options.schema.shape
  const start = shallowRef<Values>(options.initial())
  const values = reactive({ ...start.value }) as Record<string, unknown>
  const touched = reactive(new Set<string>())
  const isSaving = ref(false)
  const failure = shallowRef<unknown>(null)
  const sent = shallowRef<readonly Problem[]>([])
  const draftKey = `draft.${options.key}`
  const hasDraft = ref(restoreDraft())

  const cleaned = computed(() => clean(values, shape))
  const parsed = computed(() => options.schema.safeParse(cleaned.value))
  const changed = computed(() => changedFields(start.value, cleaned.value))
  const isDirty = computed(() => Object.keys(changed.value).length > 0)
  const generalProblems = computed(() => sent.value.filter((problem) => problem.field === null || !(problem.field in values)))

  function restoreDraft(): boolean {
    const draft = readRemembered(draftKey, options.schema.partial().loose())
    if (draft === null) return false
    for (const [field, value] of Object.entries(draft)) if (field in values) values[field] = value
    return true
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  watch(values, () => {
    failure.value = null
    sent.value = []
    clearTimeout(timer)
    timer = setTimeout(() => (isDirty.value ? writeRemembered(draftKey, changed.value) : forgetRemembered(draftKey)), DRAFT_DELAY_MS)
  })

  function problemsOf(field: string): readonly FieldProblem[] {
    const fromService = sent.value.filter((problem) => problem.field === field).map((problem) => ({ key: `errors.${problem.kind}`, values: problem.values }))
    if (fromService.length > 0) return fromService
    return touched.has(field) && !parsed.value.success ? fieldProblems(parsed.value.error, field) : []
  }

  async function submit(): Promise<Saved | null> {
    if (isSaving.value) return null
    for (const field of Object.keys(values)) touched.add(field)
    if (!parsed.value.success) return null
    isSaving.value = true
    try {
      const all = parsed.value.data as Values
      const saved = await options.save(changedFields(start.value, all) as Partial<Values>, all)
      settle(all)
      return saved
    } catch (error) {
      failure.value = error
      sent.value = describeFailure(error).problems
      return null
    } finally {
      isSaving.value = false
    }
  }

  function settle(next: Values): void {
    clearTimeout(timer)
    forgetRemembered(draftKey)
    hasDraft.value = false
    start.value = next
    Object.assign(values, next)
    touched.clear()
  }

  return {
    values: values as Form<Values, Saved>['values'],
    problemsOf,
    isRequired: (field) => isRequired(shape[field]),
    touch: (field) => touched.add(field),
    isDirty,
    isSaving,
    hasDraft,
    failure,
    generalProblems,
    submit,
    discard: () => settle(options.initial()),
  }
}

type Shape = Readonly<Record<string, z.core.$ZodType>>

function clean(values: Readonly<Record<string, unknown>>, shape: Shape): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => {
      const isBlank = value === '' || value === undefined
      return [field, isBlank && accepts(shape[field], null) ? null : value]
    }),
  )
}

function accepts(schema: z.core.$ZodType | undefined, value: unknown): boolean {
  return schema !== undefined && (schema as z.ZodType).safeParse(value).success
}

function isRequired(schema: z.core.$ZodType | undefined): boolean {
  return schema !== undefined && !accepts(schema, null) && !accepts(schema, undefined) && !accepts(schema, '')
}

function changedFields(from: Readonly<Record<string, unknown>>, to: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(to).filter(([field, value]) => JSON.stringify(value ?? null) !== JSON.stringify(from[field] ?? null)))
}
