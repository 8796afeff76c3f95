// i18n-keys: activities.kind.*
import { computed, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Activity } from '#shared/contract/activities.contract.ts'
import { today, useFormat } from '#renderer/ui/format/index.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { useRemembered } from '#renderer/ui/memory/use-remembered.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'
import { lookOf, type ActivityKind } from '../activity-kinds.ts'
import { canSave, Draft, emptyDraft, toLogInput, withNextStep } from './draft.ts'

interface QuickLogOptions {
  /** Set on the page of a customer: the log belongs to it and its picker is not shown. */
  readonly customer?: { readonly id: string; readonly name: string } | undefined
  readonly opportunityId?: string | undefined
}

/** The logic of the quick log: a draft that outlives a crash, its contacts, and saving it in one step with the next one. */
export function useQuickLog(options: QuickLogOptions) {
  const rpc = useRpc()
  const notices = useNotices()
  const format = useFormat()
  const { t } = useI18n()
  const fixed = options.customer ? { id: options.customer.id, name: options.customer.name } : null
  const scope = options.opportunityId ?? fixed?.id ?? 'anywhere'
  const fresh = (kind: ActivityKind = 'visit'): Draft => ({ ...emptyDraft(kind, fixed), opportunityId: options.opportunityId ?? null })

  const draft = useRemembered<Draft>(`quick-log.${scope}`, Draft, fresh())
  const isSaving = ref(false)
  const failure = shallowRef<unknown>(null)
  const isReady = computed(() => canSave(draft.value) && !isSaving.value)

  const { data: contacts } = useRead({
    key: () => ['customers.contacts', draft.value.customer?.id ?? ''],
    tables: ['customer_contact', 'contact'],
    enabled: () => draft.value.customer !== null,
    query: ({ signal }) => rpc.customers.contacts({ id: draft.value.customer?.id ?? '' }, { signal }),
  })

  function chooseCustomer(customer: Draft['customer']): void {
    draft.value = { ...draft.value, customer, contactIds: [] }
  }
  function toggleContact(id: string): void {
    const { contactIds } = draft.value
    draft.value = { ...draft.value, contactIds: contactIds.includes(id) ? contactIds.filter((known) => known !== id) : [...contactIds, id] }
  }
  function planNext(days: number): void {
    draft.value = withNextStep(draft.value, days, today())
  }
  function planOn(plannedOn: string | null): void {
    draft.value = { ...draft.value, next: plannedOn === null ? null : { plannedOn, subject: draft.value.next?.subject ?? '' } }
  }

  /** Saves and empties the line; what failed stays in it. */
  async function save(): Promise<Activity | null> {
    if (!isReady.value) return null
    isSaving.value = true
    failure.value = null
    try {
      const sent = draft.value
      const saved = await rpc.activities.log(toLogInput(sent, Date.now(), t(lookOf(sent.kind).labelKey)))
      draft.value = fresh(sent.kind)
      notices.done(sent.next ? t('activities.quick.saved-next', { date: format.date(sent.next.plannedOn, 'short') }) : t('activities.quick.saved'))
      return saved
    } catch (error) {
      failure.value = error
      return null
    } finally {
      isSaving.value = false
    }
  }

  function clear(): void {
    draft.value = fresh(draft.value.kind)
    failure.value = null
  }

  return { draft, contacts, isSaving, isReady, failure, chooseCustomer, toggleContact, planNext, planOn, save, clear }
}
