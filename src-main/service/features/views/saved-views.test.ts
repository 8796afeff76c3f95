import { describe, expect, it } from 'vitest'
import { setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import type { Workspace } from '../../db/workspace.ts'
import { Forbidden, NotFound } from '../../refusal.ts'
import { listViews, removeView, saveView } from './saved-views.ts'

const mine = { entity: 'orders' as const, name: '本月', isShared: false, definition: { search: '泵' } }

/** A view of somebody else, as it arrives by a merge. */
function othersView(workspace: Workspace, isShared: boolean): string {
  const { id } = saveView(workspace, { ...mine, name: '别人的', isShared })
  workspace.write({ kind: 'test' }, (records) => records.update('saved_view', Buffer.from(id.replaceAll('-', ''), 'hex'), { owner_id: Buffer.alloc(16, 9) }))
  return id
}

describe('saveView', () => {
  it('saves a view, and under its id another state of it', () => {
    const { workspace } = setupWorkspace({ role: 'rep' })
    const view = saveView(workspace, mine)
    expect(view).toMatchObject({ name: '本月', isMine: true, isShared: false, definition: { search: '泵' } })
    saveView(workspace, { ...mine, id: view.id, name: '上月', definition: {} })
    expect(listViews(workspace, 'orders').map(({ id, name, definition }) => [id, name, definition])).toEqual([[view.id, '上月', {}]])
    expect(listViews(workspace, 'customers')).toEqual([])
  })

  it('shows what others share and lets only those who lead change it', () => {
    const { workspace } = setupWorkspace({ role: 'rep' })
    const shared = othersView(workspace, true)
    othersView(workspace, false)
    expect(listViews(workspace, 'orders')).toMatchObject([{ id: shared, isMine: false }])
    expect(() => saveView(workspace, { ...mine, id: shared })).toThrow(Forbidden)
    expect(() => removeView(workspace, shared)).toThrow(Forbidden)
    const { workspace: leader } = setupWorkspace({ role: 'manager' })
    expect(saveView(leader, { ...mine, id: othersView(leader, true), name: '改名' })).toMatchObject({ name: '改名', isMine: false })
  })
})

describe('removeView', () => {
  it('bins a view once', () => {
    const { workspace } = setupWorkspace({ role: 'rep' })
    const { id } = saveView(workspace, mine)
    removeView(workspace, id)
    expect(listViews(workspace, 'orders')).toEqual([])
    expect(() => removeView(workspace, id)).toThrow(NotFound)
  })
})
