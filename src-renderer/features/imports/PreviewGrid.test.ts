// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { computed, ref, shallowRef } from 'vue'
import { mountWith } from '../../../tests/helpers/mount-with.ts'
import { indexProblems, type CellEdits } from './mapping.ts'
import PreviewGrid from './PreviewGrid.vue'

const preview = {
  headers: ['姓名', '入职'],
  joined: [],
  problems: [],
  doubles: [{ row: 2, id: '0199a000-0000-7000-8000-000000000001', name: '顾晚舟商行', certainty: 'strong', reasons: [{ kind: 'phone', value: '13800138000' }] }],
  rows: [
    { row: 1, cells: ['林知远', '2024-03-01'] },
    { row: 2, cells: ['顾晚舟', '2024-02-31'] },
  ],
}

function setupGrid() {
  const edit = vi.fn()
  const edits = shallowRef<CellEdits>({})
  const problems = computed(() => indexProblems([{ row: 2, header: '入职', kind: 'no-such-date', values: { text: '2024-02-31' } }]))
  const work = { fields: ref([]), edits, currentMap: ref({ columns: { 姓名: 'employee.name', 入职: 'employee.active_from' } }), problems, missing: ref([]), isLooking: ref(false), assign: vi.fn(), changeMap: vi.fn(), edit }
  return { wrapper: mountWith(PreviewGrid, { work, preview }), edit, edits }
}

afterEach(() => document.body.replaceChildren())

describe('PreviewGrid', () => {
  it('marks the wrong cell and says why beside it', () => {
    const { wrapper } = setupGrid()
    const wrong = wrapper.findAll('td.wrong')
    expect(wrong).toHaveLength(1)
    expect(wrong[0]?.find('.why').text()).not.toBe('')
  })

  it('tells of the row that looks like an existing customer, once', () => {
    const { wrapper } = setupGrid()
    expect(wrapper.findAll('tbody tr').map((row) => row.findAll('small.double').length)).toEqual([0, 1])
  })

  it('takes a mended cell on Enter, by keys alone', async () => {
    const { wrapper, edit } = setupGrid()
    await wrapper.find('td.wrong .cell').trigger('keydown', { key: 'F2' })
    await flushPromises()
    await wrapper.find('input.editor').setValue('2024-02-29')
    await wrapper.find('input.editor').trigger('keydown', { key: 'Enter' })
    expect(edit).toHaveBeenCalledExactlyOnceWith(2, '入职', '2024-02-29', '2024-02-31')
  })

  it('leaves the cell alone on Escape', async () => {
    const { wrapper, edit } = setupGrid()
    await wrapper.find('td.wrong .cell').trigger('dblclick')
    await wrapper.find('input.editor').setValue('x')
    await wrapper.find('input.editor').trigger('keydown', { key: 'Escape' })
    expect([edit.mock.calls.length, wrapper.find('input.editor').exists()]).toEqual([0, false])
  })

  it('shows a mended cell before the service has looked at it again', async () => {
    const { wrapper, edits } = setupGrid()
    edits.value = { '2': { 入职: '2024-02-29' } }
    await flushPromises()
    expect(wrapper.find('td.mended .cell').text()).toBe('2024-02-29')
  })
})
