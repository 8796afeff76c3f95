import { describe, expect, it } from 'vitest'
import { importText, setupFile } from '../../../../tests/helpers/import-text.ts'
import { setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { NotFound } from '../../refusal.ts'
import { previewImport } from './preview.ts'
import { forgetMap, listMaps, renameMap } from './saved-maps.ts'

const TEXT = 'who,since\n张三,2024-03-01\n'
const MAP = { columns: { who: 'employee.name', since: 'employee.active_from' }, date_format: 'YYYY-MM-DD', constants: { 'employee.role': 'rep' } }

describe('saved maps', () => {
  it('are listed under the name of the file, used last first', async () => {
    const { workspace, clock } = setupWorkspace()
    await importText(workspace, 'employees', TEXT, { map: MAP })
    clock.set(clock.now() + 60_000)
    await importText(workspace, 'customers', '客户名称\n苏州精工\n')
    expect(listMaps(workspace)).toMatchObject([
      { entity: 'customers', name: 'rows.csv', headers: ['客户名称'] },
      { entity: 'employees', name: 'rows.csv', headers: ['who', 'since'], map: MAP },
    ])
  })

  it('keep the name that they were given, and serve the next file', async () => {
    const { workspace } = setupWorkspace()
    await importText(workspace, 'employees', TEXT, { map: MAP })
    const [{ key = '' } = {}] = listMaps(workspace)
    renameMap(workspace, { key, name: '人事表' })
    await importText(workspace, 'employees', TEXT)
    expect(listMaps(workspace)).toMatchObject([{ key, name: '人事表', map: MAP }])
  })

  it('are forgotten for good', async () => {
    const { workspace } = setupWorkspace()
    await importText(workspace, 'employees', TEXT, { map: MAP })
    const [{ key = '' } = {}] = listMaps(workspace)
    forgetMap(workspace, key)
    expect(listMaps(workspace)).toEqual([])
    expect(await previewImport(workspace, { file: setupFile(TEXT), entity: 'employees' })).toMatchObject({ isRemembered: false, map: { columns: {} } })
    expect(() => forgetMap(workspace, key)).toThrow(NotFound)
    expect(() => renameMap(workspace, { key: 'window.size', name: 'x' })).toThrow(NotFound)
  })
})
