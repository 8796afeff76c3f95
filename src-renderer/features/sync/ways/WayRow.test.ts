// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { SyncWay } from '#shared/contract/sync-ways.contract.ts'
import { mountWith } from '../../../../tests/helpers/mount-with.ts'
import WayRow from './WayRow.vue'

const way: SyncWay = {
  seq: 1, kind: 'folder', address: '//nas/sales', isAutomatic: true, triedAt: 5, doneAt: 5, problem: null, offsetMs: null, isRunning: false, retryAt: null,
}
const show = (given: Partial<SyncWay> = {}) => mountWith(WayRow, { way: { ...way, ...given }, isTesting: false, isLocked: false })

describe('WayRow', () => {
  it('names the way, its state and when it last worked', () => {
    const row = show()
    expect(row.text()).toContain('//nas/sales')
    expect(row.text()).toContain('sync-page.ways.state.good')
    expect(row.text()).toContain('sync-page.ways.last')
  })

  it('says why it failed and when it is tried again', () => {
    const row = show({ doneAt: null, problem: { field: null, kind: 'way-unreachable', values: { way: '//nas/sales' } }, retryAt: 9 })
    expect(row.text()).toContain('sync-page.ways.never')
    expect(row.text()).toContain('sync-page.ways.retry')
    expect(row.find('.negative').exists()).toBe(true)
  })

  it('offers no second exchange while one runs', () => {
    const button = show({ isRunning: true }).findAll('button').find((one) => one.text() === 'sync-page.ways.exchange')
    expect(button?.attributes('disabled')).toBeDefined()
  })

  it('says what is pressed', async () => {
    const row = show()
    const press = async (label: string): Promise<void> => row.findAll('button').find((one) => one.text() === label)?.trigger('click')
    await press('sync-page.ways.test')
    await press('sync-page.ways.exchange')
    await row.find('.remove').trigger('click')
    await row.find('.el-switch').trigger('click')
    expect(Object.keys(row.emitted())).toEqual(expect.arrayContaining(['test', 'exchange', 'remove', 'automatic']))
    expect(row.emitted('automatic')).toEqual([[false]])
  })
})
