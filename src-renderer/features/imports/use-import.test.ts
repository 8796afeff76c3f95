// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { ORPCError } from '@orpc/client'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h, provide } from 'vue'
import type { ImportPreview, ImportResult } from '#shared/contract/imports.contract.ts'
import { clientKey, shellKey, type TributaryClient } from '#renderer/ui/rpc/index.ts'
import { mountWith } from '../../../tests/helpers/mount-with.ts'
import { useImport, type Import } from './use-import.ts'

type ShellBridge = Window['tributary']['shell']

const fields = [
  { name: 'employee.name', isRequired: true, kind: 'text', synonyms: [] },
  { name: 'employee.active_from', isRequired: false, kind: 'date', synonyms: [] },
]
const seen: ImportPreview = {
  encoding: 'utf-8',
  sheets: [],
  headers: ['姓名', '入职'],
  joined: [],
  map: { columns: { 姓名: 'employee.name', 入职: 'employee.active_from' } },
  isRemembered: false,
  rows: [{ row: 1, cells: ['林知远', '2024-02-31'] }],
  problems: [{ row: 1, header: '入职', kind: 'no-such-date', values: { text: '2024-02-31' } }],
  doubles: [],
}
const ended: ImportResult = { entity: 'employees', read: 1, created: 1, updated: 0, skipped: 0, rejected: 0, rows: { employee: 1 }, rejectedFile: null, command: 7, problems: [] }

async function setupImport() {
  const preview = vi.fn((_: object) => Promise.resolve(seen))
  const run = vi.fn((_: object): Promise<AsyncIterable<unknown>> => Promise.resolve(events()))
  async function* events() {
    yield { type: 'progress', step: 'reading', done: 1, total: 1 }
    yield { type: 'done', result: ended }
  }
  const client = { imports: { fields: () => Promise.resolve(fields), preview, run } } as unknown as TributaryClient
  const shell = { chooseFiles: () => Promise.resolve(['/tables/employees.csv']) } as unknown as ShellBridge
  const found: { work?: Import } = {}
  const Inner = defineComponent({
    setup() {
      found.work = useImport()
      return () => h('div')
    },
  })
  mountWith(
    defineComponent({
      setup() {
        provide(clientKey, client)
        provide(shellKey, shell)
        return () => h(Inner)
      },
    }),
  )
  const { work } = found
  if (!work) throw new Error('setupImport: nothing was mounted')
  await work.chooseFile('tables')
  await flushPromises()
  return { work, preview, run }
}

describe('useImport', () => {
  it('looks at a chosen file at once and finds the wrong cells', async () => {
    const { work, preview } = await setupImport()
    expect(preview).toHaveBeenLastCalledWith({ file: '/tables/employees.csv', entity: 'customers' }, expect.anything())
    expect(work.problems.value.ofCell(1, '入职')).toHaveLength(1)
    expect([work.missing.value, work.canRun.value]).toEqual([[], true])
  })

  it('sends mended cells and a changed mapping with every look and with the import', async () => {
    const { work, preview, run } = await setupImport()
    await work.edit(1, '入职', '2024-02-29', '2024-02-31')
    expect(preview.mock.lastCall?.[0]).toMatchObject({ edits: { '1': { 入职: '2024-02-29' } } })
    await work.assign('入职', null)
    expect(preview.mock.lastCall?.[0]).toMatchObject({ map: { columns: { 姓名: 'employee.name' } } })
    await work.run(false)
    expect(run.mock.lastCall?.[0]).toMatchObject({ dryRun: false, onDuplicate: 'update', edits: { '1': { 入职: '2024-02-29' } } })
    expect(work.result.value).toEqual(ended)
  })

  it('keeps the result of a check apart from that of an import', async () => {
    const { work } = await setupImport()
    await work.run(true)
    expect([work.dryResult.value, work.result.value]).toEqual([ended, null])
  })

  it('keeps grid, mapping and mended cells when the service refuses', async () => {
    const { work, preview, run } = await setupImport()
    await work.edit(1, '入职', '2024-02-29', '2024-02-31')
    await work.assign('入职', null)
    const refusal = new ORPCError('REFUSED', { data: { problems: [{ field: null, kind: 'import-no-rows', values: {} }] } })
    preview.mockRejectedValueOnce(refusal)
    await work.look()
    expect([work.previewError.value, work.preview.value]).toEqual([refusal, seen])
    run.mockRejectedValueOnce(refusal)
    await work.look()
    await work.run(false)
    expect([work.runError.value, work.result.value, work.edits.value]).toEqual([refusal, null, { '1': { 入职: '2024-02-29' } }])
    await work.run(false)
    expect([work.runError.value, work.result.value]).toEqual([null, ended])
  })

  it('does not run while a required field has no column', async () => {
    const { work, preview, run } = await setupImport()
    preview.mockResolvedValueOnce({ ...seen, map: { columns: {} } })
    await work.look()
    expect(work.missing.value.map(({ name }) => name)).toEqual(['employee.name'])
    await work.run(false)
    expect(run).not.toHaveBeenCalled()
  })
})
