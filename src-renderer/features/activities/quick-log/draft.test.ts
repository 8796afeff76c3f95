import { describe, expect, it } from 'vitest'
import { canSave, emptyDraft, toLogInput, withNextStep } from './draft.ts'

const customer = { id: '00000000-0000-7000-8000-000000000001', name: '华东精密' }
const now = Date.UTC(2026, 2, 2, 8)

describe('toLogInput', () => {
  it('logs a bare visit under the word of its kind', () => {
    expect(toLogInput(emptyDraft('visit', customer), now, '拜访')).toEqual({
      kind: 'visit', subject: '拜访', customerId: customer.id, opportunityId: null, contactIds: [], doneAt: now,
    })
  })

  it('puts a text on one line and keeps a long one whole in the result', () => {
    const long = `${'很长'.repeat(150)}\n结尾`
    const input = toLogInput({ ...emptyDraft('call', customer), text: long }, now, '电话')
    expect(input.subject).toHaveLength(200)
    expect(input.subject.endsWith('…')).toBe(true)
    expect(input.result).toBe(long)
    expect(toLogInput({ ...emptyDraft(), text: ' 谈了\n价格 ' }, now, '拜访').subject).toBe('谈了 价格')
  })

  it('names a next step without words like its kind', () => {
    const draft = withNextStep(emptyDraft('wechat', customer), 3, '2026-03-02')
    expect(toLogInput(draft, now, '微信').nextStep).toEqual({ kind: 'wechat', subject: '微信', plannedOn: '2026-03-05' })
  })
})

describe('withNextStep', () => {
  it('chooses another date, keeps the words, and takes the step away when the same date is chosen again', () => {
    const draft = { ...emptyDraft(), next: { plannedOn: '2026-03-03', subject: '送样品' } }
    const moved = withNextStep(draft, 7, '2026-03-02')
    expect(moved.next).toEqual({ plannedOn: '2026-03-09', subject: '送样品' })
    expect(withNextStep(moved, 7, '2026-03-02').next).toBeNull()
  })

  it('crosses the end of February in a leap year', () => {
    expect(withNextStep(emptyDraft(), 1, '2028-02-28').next?.plannedOn).toBe('2028-02-29')
  })
})

describe('canSave', () => {
  it('needs a text or a customer', () => {
    expect(canSave(emptyDraft())).toBe(false)
    expect(canSave({ ...emptyDraft(), text: '  ' })).toBe(false)
    expect(canSave({ ...emptyDraft(), text: '整理报价' })).toBe(true)
    expect(canSave(emptyDraft('visit', customer))).toBe(true)
  })
})
