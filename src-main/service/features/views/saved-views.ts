import type { z } from 'zod'
import { type SavedView, ViewDefinition, type viewsContract } from '#shared/contract/views.contract.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'
import { requireRight } from '../../rights.ts'

type Entity = SavedView['entity']
type Input = z.infer<(typeof viewsContract.save)['~orpc']['inputSchema'] & object>

interface Stored {
  readonly id: Buffer
  readonly entity: Entity
  readonly name: string
  readonly ownerId: Buffer | null
  readonly isShared: number
  readonly definition: string
}

const COLUMNS = 'SELECT id, entity, name, owner_id AS ownerId, is_shared AS isShared, definition FROM saved_view'

/** Gives the views of a list that this person sees: his own, and those that others share. Edge: one that a newer version wrote differently is left out. */
export function listViews(workspace: Workspace, entity: Entity): SavedView[] {
  return workspace.db
    .prepare<[string, Uint8Array], Stored>(`${COLUMNS} WHERE entity = ? AND (is_shared = 1 OR owner_id = ?) ORDER BY name, id`)
    .all(entity, workspace.actor.employeeId)
    .flatMap((row) => toView(workspace, row) ?? [])
}

/** Saves a view, a new one without `id`. Errors: `NotFound`; `Forbidden` for somebody else's unless the person leads. */
export function saveView(workspace: Workspace, { id, entity, name, isShared, definition }: Input): SavedView {
  if (id !== undefined) requireMayWrite(workspace, id)
  const row = { entity, name, is_shared: Number(isShared), definition: JSON.stringify(definition) }
  const { value: saved } = workspace.write({ kind: 'view.saved', detail: { name } }, (records) => {
    if (id === undefined) return records.insert('saved_view', { ...row, owner_id: workspace.actor.employeeId })
    records.update('saved_view', idBytes(id), row)
    return idBytes(id)
  })
  const view = toView(workspace, read(workspace, idText(saved)))
  if (!view) throw new Error('views.save: what was saved cannot be read')
  return view
}

/** Deletes a view into the bin. Errors: as `saveView`. */
export function removeView(workspace: Workspace, id: string): void {
  const { name } = requireMayWrite(workspace, id)
  workspace.write({ kind: 'view.removed', detail: { name } }, (records) => records.remove('saved_view', idBytes(id)))
}

function requireMayWrite(workspace: Workspace, id: string): Stored {
  const row = read(workspace, id)
  if (!row.ownerId?.equals(workspace.actor.employeeId)) requireRight(workspace.actor, 'views.write-others')
  return row
}

function read(workspace: Workspace, id: string): Stored {
  const row = workspace.db.prepare<[Buffer], Stored>(`${COLUMNS} WHERE id = ?`).get(idBytes(id))
  if (!row) throw new NotFound('saved_view')
  return row
}

function toView(workspace: Workspace, row: Stored): SavedView | undefined {
  const definition = ViewDefinition.safeParse(JSON.parse(row.definition))
  if (!definition.success) return undefined
  return {
    id: idText(row.id),
    entity: row.entity,
    name: row.name,
    isShared: row.isShared === 1,
    isMine: row.ownerId?.equals(workspace.actor.employeeId) ?? false,
    definition: definition.data,
  }
}
