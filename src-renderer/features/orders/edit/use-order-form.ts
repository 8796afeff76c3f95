import { computed, ref } from 'vue'
import * as z from 'zod'
import { RecordId } from '#shared/contract/base.ts'
import { OrderFields, type Order } from '#shared/contract/orders.contract.ts'
import { useForm } from '#renderer/ui/form/index.ts'
import type { TributaryClient } from '#renderer/ui/rpc/index.ts'
import { emptyLine, isEmptyLine, LineDraft, linesOfOrder, readLine, totalsOf, type LineFields } from './line-drafts.ts'

const OrderDraft = OrderFields.pick({ employeeId: true, orderedOn: true, channel: true, currency: true, note: true }).extend({
  /** Empty: the next number of this copy. */
  number: OrderFields.shape.number.nullable(),
  customerId: RecordId,
  lines: z.array(LineDraft),
})
export type OrderDraft = z.infer<typeof OrderDraft>

/** What a form begins with, and how its result is written. */
export interface OrderPlan {
  /** Names the draft that survives a crash. */
  readonly key: string
  readonly initial: () => OrderDraft
  readonly write: (draft: OrderDraft, lines: readonly (LineFields & { readonly id?: string })[], changed: Partial<OrderDraft>) => Promise<Order>
}

/**
 * The form of an order: its head as fields, its lines as a grid.
 *
 * Shape   `lineProblems` are shown once saving was tried; `totals` follow what is typed.
 * Edge    empty lines are not sent; an order without a line is refused here, before the service is asked.
 */
export function useOrderForm(plan: OrderPlan) {
  const wasTried = ref(false)
  const form = useForm<OrderDraft, Order>({
    key: plan.key,
    schema: OrderDraft,
    initial: () => ({ ...plan.initial(), lines: withBlank(plan.initial().lines) }),
    save: (changed, all) => plan.write(all, filledLines(all).flatMap((line) => readLine(line, all.currency).fields ?? []), changed),
  })
  const draft = computed(() => form.values as unknown as OrderDraft)
  const allProblems = computed(() => filledLines(draft.value).flatMap((line) => readLine(line, draft.value.currency).problems))
  const hasNoLines = computed(() => filledLines(draft.value).length === 0)
  const totals = computed(() => totalsOf(draft.value.lines, draft.value.currency))

  function setLines(lines: readonly LineDraft[]): void {
    form.values['lines'] = withBlank(lines)
  }
  async function submit(): Promise<Order | null> {
    wasTried.value = true
    for (const field of ['customerId', 'orderedOn', 'number']) form.touch(field)
    if (hasNoLines.value || allProblems.value.length > 0) return null
    const saved = await form.submit()
    if (saved) wasTried.value = false
    return saved
  }

  return {
    form: { ...form, submit },
    draft,
    totals,
    setLines,
    lineProblems: computed(() => (wasTried.value ? allProblems.value : [])),
    lacksLines: computed(() => wasTried.value && hasNoLines.value),
  }
}

/** An order that does not exist yet. */
export function newOrderPlan(rpc: TributaryClient, kind: Order['kind'], start: Omit<OrderDraft, 'number' | 'lines'> & Partial<OrderDraft>, source: { readonly key: string; readonly originId: string | null }): OrderPlan {
  return {
    key: source.key,
    initial: () => ({ number: null, lines: [], ...start }),
    write: (draft, lines) => {
      const { number, lines: _drafts, ...head } = draft
      return rpc.orders.create({
        ...head,
        kind,
        ...(number === null ? {} : { number }),
        ...(source.originId === null ? {} : { originId: source.originId }),
        lines: lines.map(({ id: _id, ...line }) => line),
      })
    },
  }
}

/** An order that exists: only what changed is sent, and the lines as a whole when one of them changed. */
export function editOrderPlan(rpc: TributaryClient, order: Order): OrderPlan {
  return {
    key: `order.${order.id}`,
    initial: () => draftOfOrder(order),
    write: (draft, lines, changed) => {
      const { lines: _drafts, number, customerId, ...head } = changed
      const fields = { ...head, ...(number ? { number: draft.number ?? number } : {}), ...(customerId === undefined ? {} : { customerId }) }
      const haveLinesChanged = JSON.stringify(filledLines(draft)) !== JSON.stringify(linesOfOrder(order))
      if (Object.keys(fields).length === 0 && !haveLinesChanged) return Promise.resolve(order)
      return rpc.orders.update({ id: order.id, fields, ...(haveLinesChanged ? { lines: [...lines] } : {}) })
    },
  }
}

export function draftOfOrder(order: Order): OrderDraft {
  const { number, employeeId, orderedOn, channel, currency, note } = order
  return { number, employeeId, orderedOn, channel, currency, note, customerId: order.customerId ?? '', lines: linesOfOrder(order) }
}

/** Gives lines of an order for another one: the same goods, without the identity of the old lines. */
export function linesForAnother(order: Order): LineDraft[] {
  return linesOfOrder(order).map((line) => ({ ...line, id: null }))
}

function filledLines(draft: Pick<OrderDraft, 'lines'>): LineDraft[] {
  return draft.lines.filter((line) => !isEmptyLine(line))
}

/** The grid always ends with one empty line to type into. */
function withBlank(lines: readonly LineDraft[]): LineDraft[] {
  const last = lines.at(-1)
  if (last && isEmptyLine(last)) return [...lines]
  return [...lines, emptyLine(Math.max(0, ...lines.map((line) => line.key)) + 1)]
}
